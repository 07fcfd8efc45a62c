#include "env_file/env_file.hpp"
#include "env_file/secret_keys.hpp"
#include "env_file/vault.hpp"
#include "system/file_operations.hpp"

namespace slipway::env_file {
namespace {

Undeclared undeclared_of(const std::string& word) {
  if (word == "append") return Undeclared::append;
  return word == "ignore" ? Undeclared::ignore : Undeclared::fail;
}

Expected<std::string> rendered(const Options& options, Supply& supply,
                               const std::vector<SecretFile>& secret_files, Files& files) {
  const Undeclared undeclared = undeclared_of(options.undeclared);
  if (!options.template_file && !options.template_content)
    return render_dotenv("", supply.given, Undeclared::append);
  std::string name = "template_content";
  std::string text = options.template_content.value_or("");
  if (options.template_file) {
    name = "the template '" + options.template_file->string() + "'";
    auto content = read_at_most(files, *options.template_file, kLargestEnvFile, "env file");
    if (!content) return fail_while("the template", content.error());
    text = std::move(*content);
  }
  const auto render = [&]() -> Expected<std::string> {
    TRY_ASSIGN(const std::string renamed, with_file_keys(text, secret_files, supply));
    return render_dotenv(renamed, supply.given, undeclared);
  };
  auto result = render();
  if (!result) return fail_while("cannot render " + name, result.error());
  return result;
}

}  // namespace

Rendered::~Rendered() {
  wipe(text);
  for (auto& secret : secrets) wipe(secret);
}

Expected<Rendered> render(const Options& options, const Path& dest, System& system) {
  TRY_ASSIGN(const VaultSecrets vault, secrets_of_vault(options, system));
  Rendered made;
  TRY_ASSIGN(made.supply, supply_of(options.values, vault.given, options.secrets));
  TRY(check_required(options.required, made.supply));
  made.secrets = censored_texts(made.supply);
  made.secrets.emplace_back(vault.password.view());
  TRY_ASSIGN(made.secret_files, taken_secret_files(options.secret_files, dest, made.supply));
  TRY_ASSIGN(made.text, rendered(options, made.supply, made.secret_files, system.files));
  return made;
}

}  // namespace slipway::env_file
