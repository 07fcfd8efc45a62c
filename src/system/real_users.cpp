#include <linux/capability.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <optional>
#include <string>
#include <utility>

#include "system/capabilities.hpp"
#include "system/real.hpp"
#include "util/foreign.hpp"

namespace slipway {
namespace {

std::optional<unsigned> as_number(const std::string& text) {
  unsigned number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  // The highest number is no id: chown(2) takes it for "leave it as it is".
  if (error != std::errc{} || end != text.data() + text.size() || number == ~0U) return std::nullopt;
  return number;
}

/// The first field and the number in the third one of a line of passwd or group.
std::optional<std::pair<std::string, unsigned>> entry_of(const std::string& line) {
  const auto first = line.find(':');
  const auto second = line.find(':', first == std::string::npos ? first : first + 1);
  const auto third = line.find(':', second == std::string::npos ? second : second + 1);
  if (third == std::string::npos) return std::nullopt;
  const auto id = as_number(line.substr(second + 1, third - second - 1));
  if (!id) return std::nullopt;
  return std::pair{line.substr(0, first), *id};
}

/// The third field of the line of `file` whose first is `name`. Read by hand: getpwnam of a static binary
/// would load the target's own NSS libraries.
Expected<unsigned> id_from(const char* file, const char* what, const std::string& name) {
  if (const auto number = as_number(name)) return *number;
  std::ifstream lines(file);
  for (std::string line; std::getline(lines, line);)
    if (const auto entry = entry_of(line); entry && entry->first == name) return entry->second;
  return fail(std::string("there is no ") + what + " '" + foreign(name) + "' in " + file +
              "; create it, or give its numeric id if it comes from a directory service");
}

class RealUsers final : public Users {
 public:
  Expected<uid_t> user_id(const std::string& name) override { return id_from("/etc/passwd", "user", name); }
  Expected<gid_t> group_id(const std::string& name) override { return id_from("/etc/group", "group", name); }

  std::optional<std::string> user_name(uid_t uid) override {
    std::ifstream lines("/etc/passwd");
    for (std::string line; std::getline(lines, line);)
      if (const auto entry = entry_of(line); entry && entry->second == uid) return entry->first;
    return std::nullopt;
  }

  Identity self() override {
    Identity self{::geteuid(), ::getegid(), {}, has_capability(CAP_CHOWN)};
    if (const int count = ::getgroups(0, nullptr); count > 0) {
      self.groups.resize(static_cast<std::size_t>(count));
      self.groups.resize(static_cast<std::size_t>(std::max(::getgroups(count, self.groups.data()), 0)));
    }
    return self;
  }
};

}  // namespace

Users& real_users() {
  static RealUsers users;
  return users;
}

}  // namespace slipway
