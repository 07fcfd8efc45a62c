#include <boost/filesystem/path.hpp>
#include <charconv>
#include <fstream>
#include <optional>
#include <string>

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

/// The third field of the line of `file` whose first is `name`. Read by hand: getpwnam of a static binary
/// would load the target's own NSS libraries.
Expected<unsigned> id_from(const char* file, const char* what, const std::string& name) {
  if (const auto number = as_number(name)) return *number;
  std::ifstream lines(file);
  for (std::string line; std::getline(lines, line);) {
    const auto first = line.find(':');
    if (first == std::string::npos || line.compare(0, first, name) != 0) continue;
    const auto second = line.find(':', first + 1);
    const auto third = line.find(':', second == std::string::npos ? first + 1 : second + 1);
    if (second == std::string::npos || third == std::string::npos) continue;
    if (const auto id = as_number(line.substr(second + 1, third - second - 1))) return *id;
  }
  return fail(std::string("there is no ") + what + " '" + foreign(name) + "' in " + file +
              "; create it, or give its numeric id if it comes from a directory service");
}

class RealUsers final : public Users {
 public:
  Expected<uid_t> user_id(const std::string& name) override { return id_from("/etc/passwd", "user", name); }
  Expected<gid_t> group_id(const std::string& name) override { return id_from("/etc/group", "group", name); }
};

}  // namespace

Users& real_users() {
  static RealUsers users;
  return users;
}

}  // namespace slipway
