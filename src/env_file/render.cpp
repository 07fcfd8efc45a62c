#include "env_file/env_file.hpp"
#include "env_file/existing.hpp"
#include "env_file/replaced.hpp"
#include "env_file/secret_keys.hpp"
#include "env_file/vault.hpp"
#include "system/file_operations.hpp"

namespace slipway::env_file {
namespace {

Undeclared undeclared_of(const std::string& word) {
  if (word == "append") return Undeclared::append;
  return word == "ignore" ? Undeclared::ignore : Undeclared::fail;
}

/// The values, and then those that need no line of their own.
Expected<void> fill_in(Rendered& made, Undeclared undeclared) {
  TRY_ASSIGN(made.text, with_file_keys(made.text, made.secret_files, made.supply));
  std::vector<DotenvAssignment> given;
  std::vector<DotenvAssignment> extra;
  for (const auto& one : made.supply.given)
    (made.supply.extra_keys.count(one.key) == 0 ? given : extra).push_back(one);
  TRY_ASSIGN(made.text, render_dotenv(made.text, given, undeclared));
  for (auto& one : given) wipe(one.value);
  TRY_ASSIGN(made.text, render_dotenv(made.text, extra, Undeclared::append));
  return {};
}

Expected<void> fill_template(const Options& options, Rendered& made, Files& files) {
  std::string name = "template_content";
  made.text = options.template_content.value_or("");
  if (options.template_file) {
    name = "the template '" + options.template_file->string() + "'";
    auto content = read_at_most(files, *options.template_file, largest_env_file, "env file");
    if (!content) return fail_while("the template", content.error());
    made.text = std::move(*content);
  }
  const auto filled = fill_in(made, undeclared_of(options.undeclared));
  return filled ? filled : fail_while("cannot render " + name, filled.error());
}

Expected<void> make_text(const Options& options, const std::optional<OldFile>& old, Rendered& made,
                         Files& files) {
  const Existing existing = existing_of(options);
  if (options.has_template()) {
    TRY(fill_template(options, made, files));
    TRY(old ? check_replaced(existing, *old, made) : Expected<void>{});
  } else {
    const bool in_its_place = old && existing == Existing::keep;
    TRY(in_its_place ? start_from_existing(*old, made) : Expected<void>{});
    TRY(fill_in(made, Undeclared::append));
    if (in_its_place) return {};
  }
  return old ? decide_existing(existing, *old, made) : Expected<void>{};
}

}  // namespace

Rendered::~Rendered() {
  wipe(text);
  if (kept.own_text) wipe(*kept.own_text);
  for (auto& secret : secrets) wipe(secret);
}

Expected<Rendered> render(const Options& options, const Path& dest, const std::optional<std::string>& old,
                          System& system) {
  TRY_ASSIGN(const VaultSecrets vault, secrets_of_vault(options, system));
  Rendered made;
  TRY_ASSIGN(made.supply, supply_of(options.values, vault.given, options.secrets));
  TRY(add_extra(made.supply, options.extra_values));
  TRY(check_required(options.required, made.supply));
  made.secrets = censored_texts(made.supply);
  made.secrets.emplace_back(vault.password.view());
  TRY_ASSIGN(made.secret_files, taken_secret_files(options.secret_files, dest, made.supply));
  const auto old_file = old ? std::optional(OldFile{dest, *old}) : std::nullopt;
  TRY(make_text(options, old_file, made, system.files));
  return made;
}

}  // namespace slipway::env_file
