#include <algorithm>

#include "dotenv/dotenv.hpp"
#include "system/write_checks.hpp"
#include "util/utc_time.hpp"
#include "vault_env_render/env_diff.hpp"
#include "vault_env_render/secret_files.hpp"
#include "vault_env_render/target.hpp"
#include "vault_env_render/vault_env_render.hpp"

namespace slipway::vault_env_render {
namespace {

/// One diff for the content, one for mode and owner, each only where there is a difference.
void add_differences(Plan& plan, const Target& target) {
  const env_file::Supply& supply = plan.rendered.supply;
  const std::string name = plan.dest.string();
  if (target.content != plan.rendered.text) {
    std::set<std::string> plain;
    for (const auto& one : supply.given)
      if (supply.secret_keys.count(one.key) == 0) plain.insert(one.key);
    auto [before, after] =
        shown_change(target.content, plan.rendered.text,
                     {plain, supply.secret_keys, plan.rendered.kept, plan.rendered.secrets});
    plan.diff.push_back({name, name, std::move(before), std::move(after), true});
  }
  add_attribute_difference(name, target, plan.attributes, plan.diff);
  plan.dest_changed = !plan.diff.empty();
}

Expected<void> name_keys(Plan& plan) {
  TRY_ASSIGN(const auto entries, parse_dotenv(plan.rendered.text));
  for (const auto& entry : entries) {
    if (plan.rendered.kept.doubtful.count(entry.key) != 0) continue;
    plan.keys.push_back(entry.key);
    const bool in_file = std::any_of(plan.rendered.secret_files.begin(), plan.rendered.secret_files.end(),
                                     [&](const auto& one) { return one.key == entry.key; });
    if (plan.rendered.supply.secret_keys.count(entry.key) != 0 && !in_file)
      plan.secret_keys.push_back(entry.key);
  }
  return {};
}

/// What the files to be written would meet.
Expected<void> check_can_apply(const Plan& plan, System& system) {
  if (plan.dest_changed) TRY(check_can_write(system, plan.dest, plan.attributes));
  for (const auto& file : plan.rendered.secret_files)
    if (file.changed) TRY(check_can_write(system, file.path, plan.secret_file_attributes));
  return {};
}

/// All new files beside their places, and then each into its own: until the first of these steps nothing has
/// changed.
Expected<void> replace_all(const Plan& plan, Files& files) {
  std::vector<StagedFile> staged;
  for (const auto& file : plan.rendered.secret_files) {
    if (!file.changed) continue;
    TRY_ASSIGN(auto one, stage_file(files, file.path, file.content.view(), plan.secret_file_attributes));
    staged.push_back(std::move(one));
  }
  if (plan.dest_changed) {
    TRY_ASSIGN(auto one, stage_file(files, plan.dest, plan.rendered.text, plan.attributes));
    staged.push_back(std::move(one));
  }
  for (auto& one : staged) TRY(one.commit());
  return {};
}

}  // namespace

Expected<Plan> plan(const Args& args, System& system) {
  Plan plan;
  plan.dest = args.dest;
  TRY_ASSIGN(const Target target, look_at(args.dest, system.files, "dest"));
  TRY_ASSIGN(plan.rendered, env_file::render(args, args.dest, target.content, system));
  TRY(name_keys(plan));
  TRY_ASSIGN(plan.attributes, wanted_attributes(args, target.status, system.users));
  // For nothing no file is made.
  if (!target.status && plan.rendered.text.empty() && plan.rendered.secret_files.empty() &&
      !args.has_template())
    return plan;
  plan.warnings = plan.rendered.warnings;
  add_mode_warning(plan.dest, target, plan.attributes, plan.warnings);
  plan.secret_file_attributes = {mode_of_secret_file, plan.attributes.uid, plan.attributes.gid};
  add_differences(plan, target);
  TRY(look_at_secret_files(plan, system.files));
  TRY(check_can_apply(plan, system));
  plan.changed = !plan.diff.empty();
  plan.keeps_backup = args.backup && target.content && *target.content != plan.rendered.text;
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
