// Progress as lines of a file that somebody else reads as it grows.
#pragma once

#include "system/progress.hpp"

namespace slipway {

/// Makes the file, for its user alone, and removes it at its own end: a reader then knows that no more comes.
/// One that is there already (`/dev/stderr`) is written to and stays. An empty path, or one that cannot be
/// written, is nobody who watches.
class ProgressFile final : public Progress {
 public:
  explicit ProgressFile(std::string path);
  ~ProgressFile() override;
  ProgressFile(const ProgressFile&) = delete;
  ProgressFile& operator=(const ProgressFile&) = delete;

  void say(const std::string& line) override;

 private:
  std::string path_;
  bool is_own_ = false;
};

}  // namespace slipway
