#include "env_file/vault.hpp"

#include <algorithm>
#include <utility>

#include "ansible/plain_values.hpp"
#include "env_file/vault_password.hpp"
#include "system/file_operations.hpp"
#include "util/foreign.hpp"
#include "vault/variables.hpp"

namespace slipway::env_file {
namespace {

constexpr std::uint64_t largest_vault = 16U << 20U;  // bytes; it takes four times those of what it holds

using Map = std::vector<std::pair<std::string, std::string>>;  // key of the env file, variable of the vault

/// What of vault_map has to come out of the vault.
Expected<Map> wanted_of(const Options& options) {
  TRY_ASSIGN(Map wanted, ansible::plain_values(options.vault_map, "vault_map"));
  if (wanted.empty() && !options.vault_file.empty())
    return fail(
        "vault_file is given, and no vault_map that says what to take out of it; map a key to its variable, "
        "like "
        "REDIS_PASSWORD: vault_redis_password");
  if (!wanted.empty() && options.vault_file.empty())
    return fail("vault_map is given, and no vault_file to take the variables out of; name one");
  const auto empty =
      std::find_if(wanted.begin(), wanted.end(), [](const auto& one) { return one.second.empty(); });
  if (empty != wanted.end())
    return fail("vault_map: " + empty->first + " names no variable; write the name of one behind it");
  std::erase_if(wanted, [&](const auto& one) {
    const auto secret = options.secrets.find(one.first);
    return secret != options.secrets.end() && !secret->is_null();
  });
  return wanted;
}

Expected<VaultVariables> read_all(const Options& options, const std::set<std::string>& names,
                                  VaultPasswordSource& password, Files& files) {
  VaultVariables all;
  for (const auto& path : options.vault_file) {
    auto text = read_at_most(files, path, largest_vault, "vault file");
    if (!text) return fail_while("vault_file", text.error());
    const SecretText content = SecretText::taken_from(*text);
    auto variables = read_vault_variables(content.view(), names, [&] { return password.get(); });
    if (!variables) return fail_while("the vault file '" + path.string() + "'", variables.error());
    for (auto& [name, value] : *variables) all[name] = std::move(value);
  }
  return all;
}

Expected<void> check_all_found(const Map& wanted, const VaultVariables& found) {
  std::string missing;
  for (const auto& [key, variable] : wanted)
    if (found.count(variable) == 0)
      missing += (missing.empty() ? "" : ", ") + foreign(variable) + " (for " + key + ")";
  if (missing.empty()) return {};
  return fail("these variables of vault_map are in no vault_file: " + missing +
              "; add them there with ansible-vault edit, or correct vault_map");
}

}  // namespace

Expected<VaultSecrets> secrets_of_vault(const Options& options, System& system) {
  TRY_ASSIGN(const Map wanted, wanted_of(options));
  if (wanted.empty()) return VaultSecrets{};
  std::set<std::string> names;
  for (const auto& one : wanted) names.insert(one.second);
  VaultPasswordSource password(options, system);
  TRY_ASSIGN(const VaultVariables found, read_all(options, names, password, system.files));
  TRY(check_all_found(wanted, found));
  VaultSecrets secrets;
  for (const auto& [key, variable] : wanted)
    secrets.given.push_back({key, SecretText(found.find(variable)->second.view())});
  secrets.password = SecretText(password.known());
  return secrets;
}

}  // namespace slipway::env_file
