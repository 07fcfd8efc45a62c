#include "env_file/vault_password.hpp"

#include "system/file_operations.hpp"
#include "vault/envelope.hpp"

namespace slipway::env_file {
namespace {

constexpr std::uint64_t largest_password_file = 1U << 20U;
constexpr std::chrono::seconds script_timeout{60};
constexpr std::string_view line_breaks = "\r\n";
constexpr std::string_view white_space = " \t\n\r\v\f";

SecretText stripped(std::string_view text, std::string_view of) {
  const auto begin = text.find_first_not_of(of);
  if (begin == std::string_view::npos) return {};
  return SecretText(text.substr(begin, text.find_last_not_of(of) - begin + 1));
}

/// Takes the text over; what it held is wiped.
SecretText stripped_and_wiped(std::string& text, std::string_view of) {
  SecretText kept = stripped(text, of);
  wipe(text);
  return kept;
}

Expected<SecretText> output_of(const Path& script, System& system) {
  const std::string program = script.has_parent_path() ? script.string() : "./" + script.string();
  auto outcome = system.processes.run({{program}, system.environment, std::nullopt, "", script_timeout});
  if (!outcome && outcome.error().os_error != 0)
    return fail(outcome.error().message + "; if it is no script, take its run bit away (chmod a-x)",
                outcome.error().os_error);
  if (!outcome) return tl::unexpected<Error>(outcome.error());
  SecretText password = stripped_and_wiped(outcome->output, line_breaks);
  if (outcome->exit_code != 0)
    return fail("the script '" + script.string() + "' ended with code " + std::to_string(outcome->exit_code) +
                "; run it by hand to see why");
  if (password.empty())
    return fail("the script '" + script.string() + "' printed no password; run it by hand to see why");
  return password;
}

Expected<SecretText> content_of(const Path& file, System& system) {
  TRY_ASSIGN(std::string text, read_at_most(system.files, file, largest_password_file, "password file"));
  SecretText password = stripped_and_wiped(text, white_space);
  if (password.empty()) return fail("'" + file.string() + "' is empty; write the vault's password into it");
  if (is_vault(password.view()))
    return fail("'" + file.string() + "' is a vault itself; name a file with the password as plain text");
  return password;
}

Expected<SecretText> from_file(const Path& file, System& system) {
  TRY_ASSIGN(const Path resolved, system.files.resolve(file));
  TRY_ASSIGN(const auto status, system.files.status(resolved));
  const bool script = status && status->kind == FileKind::regular && (status->mode & 0111) != 0;
  return script ? output_of(file, system) : content_of(file, system);
}

}  // namespace

Expected<SecretText> VaultPasswordSource::fetch() {
  if (options_.vault_password) {
    SecretText password = stripped(*options_.vault_password, line_breaks);
    if (password.empty())
      return fail("vault_password is empty; give the password that the vault was encrypted with");
    return password;
  }
  if (!options_.vault_password_file)
    return fail(
        "it is encrypted, and nothing is given that opens it; give vault_password or vault_password_file");
  auto password = from_file(*options_.vault_password_file, system_);
  if (!password) return fail_while("vault_password_file", password.error());
  return password;
}

Expected<std::string_view> VaultPasswordSource::get() {
  if (!password_) {
    TRY_ASSIGN(password_, fetch());
  }
  return password_->view();
}

}  // namespace slipway::env_file
