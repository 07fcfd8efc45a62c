#include "stack/owner.hpp"

#include "dotenv/characters.hpp"
#include "system/file_operations.hpp"

namespace slipway {
namespace {

/// A name that JSON cannot hold would not be found again.
bool is_utf8(const std::string& text) {
  return dotenv::find_uncarriable(text) == std::string::npos;
}

}  // namespace

std::string user_here(const System& system) {
  for (const char* variable : {"SUDO_USER", "USER", "LOGNAME"})
    if (const auto found = system.environment.find(variable);
        found != system.environment.end() && !found->second.empty() && is_utf8(found->second))
      return found->second;
  const uid_t uid = system.users.self().uid;
  const auto name = system.users.user_name(uid);
  return name && !name->empty() && is_utf8(*name) ? *name : "uid-" + std::to_string(uid);
}

Expected<std::string> host_here(System& system) {
  TRY_ASSIGN(const auto host, read_if_present(system.files, "/proc/sys/kernel/hostname"));
  std::string name = host.value_or("localhost");
  while (!name.empty() && name.back() == '\n') name.pop_back();
  return name;
}

Expected<std::string> owner_here(const std::optional<std::string>& given, System& system) {
  if (given && given->empty())
    return fail("owner: it is empty; say who runs the deployment, or leave it out");
  if (given) return *given;
  TRY_ASSIGN(const std::string host, host_here(system));
  return user_here(system) + "@" + host;
}

}  // namespace slipway
