#include "ansible/expand_path.hpp"

#include <unistd.h>

#include <algorithm>
#include <optional>
#include <sstream>
#include <utility>
#include <vector>

namespace slipway::ansible {
namespace {

bool word_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// The variable that starts at the `$` at `start`: its name and how many characters it takes; none: 0.
std::pair<std::string, std::size_t> variable_at(const std::string& text, std::size_t start) {
  if (start + 1 < text.size() && text[start + 1] == '{') {
    const auto close = text.find('}', start);
    if (close == std::string::npos) return {"", 0};
    return {text.substr(start + 2, close - start - 2), close - start + 1};
  }
  std::size_t end = start + 1;
  while (end < text.size() && word_character(text[end])) ++end;
  if (end == start + 1) return {"", 0};
  return {text.substr(start + 1, end - start - 1), end - start};
}

std::string expand_variables(const std::string& text, const Environment& environment) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == '$') {
      const auto [name, length] = variable_at(text, at);
      const auto found = environment.find(name);
      if (length > 0 && found != environment.end()) {
        out += found->second;
        at += length;
        continue;
      }
    }
    out += text[at++];
  }
  return out;
}

// The home folder in the line of /etc/passwd whose field number `field` is `wanted`. Read as a file because
// getpwnam(3) needs shared libraries, and a module is linked static.
std::optional<std::string> home_in_passwd(Files& files, std::size_t field, const std::string& wanted) {
  const auto passwd = files.read("/etc/passwd");
  if (!passwd) return std::nullopt;
  std::istringstream lines(*passwd);
  for (std::string line; std::getline(lines, line);) {
    std::vector<std::string> fields;
    std::istringstream parts(line);
    for (std::string part; std::getline(parts, part, ':');) fields.push_back(part);
    if (fields.size() > 5 && fields[field] == wanted) return fields[5];
  }
  return std::nullopt;
}

std::optional<std::string> home_of(const std::string& user, System& system) {
  constexpr std::size_t name_field = 0;
  constexpr std::size_t uid_field = 2;
  if (!user.empty()) return home_in_passwd(system.files, name_field, user);
  if (const auto home = system.environment.find("HOME"); home != system.environment.end())
    return home->second;
  return home_in_passwd(system.files, uid_field, std::to_string(::getuid()));
}

}  // namespace

std::string expand_path(const std::string& text, System& system) {
  std::string path = expand_variables(text, system.environment);
  if (path.empty() || path.front() != '~') return path;
  const auto slash = std::min(path.find('/'), path.size());
  auto home = home_of(path.substr(1, slash - 1), system);
  if (!home) return path;
  while (!home->empty() && home->back() == '/') home->pop_back();
  const std::string whole = *home + path.substr(slash);
  return whole.empty() ? "/" : whole;
}

}  // namespace slipway::ansible
