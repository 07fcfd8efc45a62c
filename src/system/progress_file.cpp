#include "system/progress_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>

#include "system/descriptor.hpp"
#include "util/foreign.hpp"

namespace slipway {
namespace {

bool is_control(char byte) {
  return static_cast<unsigned char>(byte) < 0x20 || byte == 0x7f;
}

}  // namespace

ProgressFile::ProgressFile(std::string path) : path_(std::move(path)) {
  if (path_.empty()) return;
  const Descriptor made(::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  is_own_ = made.get() >= 0;
}

ProgressFile::~ProgressFile() {
  if (is_own_) ::unlink(path_.c_str());
}

/// Opened each time: a process that is left behind closes all that it has, and finds the file gone.
void ProgressFile::say(const std::string& line) {
  if (path_.empty()) return;
  std::string whole = without_marks(line);
  std::replace_if(whole.begin(), whole.end(), is_control, ' ');
  whole += '\n';
  const Descriptor file(::open(path_.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC | O_NOCTTY));
  if (file.get() < 0) return;
  [[maybe_unused]] const auto written = ::write(file.get(), whole.data(), whole.size());
}

}  // namespace slipway
