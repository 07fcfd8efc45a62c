#include "stack/guard_checks.hpp"

#include <algorithm>
#include <sstream>

#include "stack/guard.hpp"
#include "system/file_operations.hpp"
#include "util/seconds_text.hpp"

namespace slipway {
namespace {

/// The user of the login session whose control group this process is in
/// ("…/user-1000.slice/session-3.scope"); empty: in none. sudo changes the user, and not that.
Expected<std::string> session_user(System& system) {
  TRY_ASSIGN(const auto groups, read_if_present(system.files, "/proc/self/cgroup"));
  const std::string text = groups.value_or("");
  const std::string begin = "/user-";
  const std::size_t user = text.find(begin);
  const std::size_t end = text.find(".slice/session-", user);
  if (user == std::string::npos || end == std::string::npos) return "";
  return text.substr(user + begin.size(), end - user - begin.size());
}

std::vector<std::string> property(const std::string& said, const std::string& name) {
  std::istringstream lines(said);
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with(name + "=")) continue;
    std::istringstream words(line.substr(name.size() + 1));
    std::vector<std::string> values;
    for (std::string word; words >> word;) values.push_back(word);
    return values;
  }
  return {};
}

}  // namespace

Expected<void> check_guard_seconds(long seconds) {
  if (seconds == 0 || (seconds >= shortest_silence && seconds <= longest_wait)) return {};
  return fail("guard: give 0 for none, or " + std::to_string(shortest_silence) + " to " +
              std::to_string(longest_wait) + " seconds, not " + std::to_string(seconds));
}

Expected<void> check_guard_stays(System& system) {
  TRY_ASSIGN(const std::string uid, session_user(system));
  if (uid.empty()) return {};
  Command ask{{"loginctl", "show-session"}, system.environment, {}, "", std::chrono::seconds(10)};
  const auto told = system.processes.run(ask);
  if (!told || told->exit_code != 0) return {};  // no logind, so nobody ends the session's processes
  if (property(told->output, "KillUserProcesses") != std::vector<std::string>{"yes"}) return {};
  const auto is_user = [&](const std::string& name) {
    const auto id = system.users.user_id(name);
    return id && std::to_string(*id) == uid;
  };
  const auto only = property(told->output, "KillOnlyUsers");
  const auto excluded = property(told->output, "KillExcludeUsers");
  if (!only.empty() && std::none_of(only.begin(), only.end(), is_user)) return {};
  if (std::any_of(excluded.begin(), excluded.end(), is_user)) return {};
  return fail(
      "guard: systemd would end it with the connection (KillUserProcesses=yes in logind.conf); add the "
      "user of id " +
      uid + " to KillExcludeUsers there and restart systemd-logind, or deploy without a guard (0)");
}

}  // namespace slipway
