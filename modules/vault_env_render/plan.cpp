#include <algorithm>

#include "stack/dotenv.hpp"
#include "stack/utc_time.hpp"
#include "system/file_operations.hpp"
#include "vault_env_render/env_diff.hpp"
#include "vault_env_render/secret_files.hpp"
#include "vault_env_render/supply.hpp"
#include "vault_env_render/target.hpp"
#include "vault_env_render/vault_env_render.hpp"

namespace slipway::vault_env_render {
namespace {

Undeclared undeclared_of(const std::string& word) {
  if (word == "append") return Undeclared::append;
  return word == "ignore" ? Undeclared::ignore : Undeclared::fail;
}

Expected<std::string> rendered(const Args& args, Supply& supply, const std::vector<SecretFile>& secret_files,
                               Files& files) {
  const Undeclared undeclared = undeclared_of(args.undeclared);
  if (!args.template_file && !args.template_content)
    return render_dotenv("", supply.given, Undeclared::append);
  std::string name = "template_content";
  std::string text = args.template_content.value_or("");
  if (args.template_file) {
    name = "the template '" + args.template_file->string() + "'";
    auto content = read_at_most(files, *args.template_file, kLargestEnvFile, "env file");
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

/// One diff for the content, one for mode and owner, each only where there is a difference.
void add_differences(Plan& plan, const Target& target, const Supply& supply) {
  const std::string name = plan.dest.string();
  if (target.content != plan.text) {
    std::set<std::string> plain;
    for (const auto& one : supply.given)
      if (supply.secret_keys.count(one.key) == 0) plain.insert(one.key);
    auto [before, after] = shown_change(target.content, plan.text, plain, supply.secret_keys, plan.secrets);
    plan.diff.push_back({name, name, std::move(before), std::move(after)});
  }
  add_attribute_difference(name, target, plan.attributes, plan.diff);
  plan.dest_changed = !plan.diff.empty();
}

Expected<void> name_keys(Plan& plan, const Supply& supply) {
  TRY_ASSIGN(const auto entries, parse_dotenv(plan.text));
  for (const auto& entry : entries) {
    plan.keys.push_back(entry.key);
    const bool in_file = std::any_of(plan.secret_files.begin(), plan.secret_files.end(),
                                     [&](const auto& one) { return one.key == entry.key; });
    if (supply.secret_keys.count(entry.key) != 0 && !in_file) plan.secret_keys.push_back(entry.key);
  }
  return {};
}

/// All new files beside their places, and then each into its own: until the first of these steps nothing has
/// changed.
Expected<void> replace_all(const Plan& plan, Files& files) {
  std::vector<StagedFile> staged;
  for (const auto& file : plan.secret_files) {
    if (!file.changed) continue;
    TRY_ASSIGN(auto one, stage_file(files, file.path, file.content.view(), plan.secret_file_attributes));
    staged.push_back(std::move(one));
  }
  if (plan.dest_changed) {
    TRY_ASSIGN(auto one, stage_file(files, plan.dest, plan.text, plan.attributes));
    staged.push_back(std::move(one));
  }
  for (auto& one : staged) TRY(one.commit());
  return {};
}

}  // namespace

Plan::~Plan() {
  wipe(text);
  for (auto& secret : secrets) wipe(secret);
}

Expected<Plan> plan(const Args& args, System& system) {
  TRY_ASSIGN(const VaultSecrets vault, secrets_of_vault(args, system));
  TRY_ASSIGN(Supply supply, supply_of(args.values, vault.given, args.secrets));
  TRY(check_required(args.required, supply));
  Plan plan;
  plan.dest = args.dest;
  plan.secrets = censored_texts(supply);
  plan.secrets.emplace_back(vault.password.view());
  TRY_ASSIGN(plan.secret_files, taken_secret_files(args.secret_files, args.dest, supply));
  TRY_ASSIGN(plan.text, rendered(args, supply, plan.secret_files, system.files));
  TRY(name_keys(plan, supply));
  TRY_ASSIGN(const Target target, look_at(args.dest, system.files, "dest"));
  TRY_ASSIGN(plan.attributes, wanted_attributes(args, target.status, system.users));
  plan.secret_file_attributes = {kModeOfSecretFile, plan.attributes.uid, plan.attributes.gid};
  add_differences(plan, target, supply);
  TRY(look_at_secret_files(plan, system.files));
  plan.changed = !plan.diff.empty();
  plan.keeps_backup = args.backup && target.content && *target.content != plan.text;
  return plan;
}

Expected<void> apply(Plan& plan, System& system) {
  // In any case: there are secrets in them.
  sweep_temporaries(system.files, plan.dest);
  sweep_secret_files(plan, system.files);
  if (!plan.changed) return {};
  if (plan.keeps_backup) {
    const auto now = system.clock.now();
    const std::string stamp = utc_date(now) + "@" + utc_time_of_day(now);
    TRY_ASSIGN(plan.backup_file, keep_backup_copy(system.files, plan.dest, stamp));
  }
  const auto write = [&]() -> Expected<void> {
    TRY_ASSIGN(const auto folders, make_secret_folders(plan, system.files));
    auto replaced = replace_all(plan, system.files);
    if (!replaced) remove_folders(system.files, folders);
    return replaced;
  };
  auto written = write();
  if (!written && plan.backup_file) drop_needless_copy(system.files, *plan.backup_file, plan.dest);
  return written;
}

}  // namespace slipway::vault_env_render
