#include "stack/dotenv.hpp"
#include "stack/utc_time.hpp"
#include "system/file_mode.hpp"
#include "system/file_operations.hpp"
#include "vault_env_render/env_diff.hpp"
#include "vault_env_render/supply.hpp"
#include "vault_env_render/target.hpp"
#include "vault_env_render/vault_env_render.hpp"

namespace slipway::vault_env_render {
namespace {

Undeclared undeclared_of(const std::string& word) {
  if (word == "append") return Undeclared::append;
  return word == "ignore" ? Undeclared::ignore : Undeclared::fail;
}

Expected<std::string> rendered(const Args& args, const Supply& supply, Files& files) {
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
  auto result = render_dotenv(text, supply.given, undeclared);
  if (!result) return fail_while("cannot render " + name, result.error());
  return result;
}

/// Mode and owner, one a line, for the diff.
std::string described(const FileStatus& status) {
  return "mode: " + file_mode_text(status.mode) + "\nuid: " + std::to_string(status.uid) +
         "\ngid: " + std::to_string(status.gid) + "\n";
}

FileStatus with(FileStatus status, const FileAttributes& wanted) {
  status.mode = wanted.mode.value_or(status.mode);
  status.uid = wanted.uid.value_or(status.uid);
  status.gid = wanted.gid.value_or(status.gid);
  return status;
}

/// One diff for the content, one for mode and owner, each only where there is a difference.
std::vector<ansible::Diff> differences(const Plan& plan, const Target& target, const Supply& supply) {
  std::vector<ansible::Diff> diff;
  const std::string name = plan.dest.string();
  if (target.content != plan.text) {
    std::set<std::string> plain;
    for (const auto& one : supply.given)
      if (supply.secret_keys.count(one.key) == 0) plain.insert(one.key);
    auto [before, after] = shown_change(target.content, plan.text, plain, supply.secret_keys);
    diff.push_back({name, name, std::move(before), std::move(after)});
  }
  if (target.status) {
    std::string before = described(*target.status);
    std::string after = described(with(*target.status, plan.attributes));
    const std::string header = name + " (mode and owner)";
    if (before != after) diff.push_back({header, header, std::move(before), std::move(after)});
  }
  return diff;
}

}  // namespace

Expected<Plan> plan(const Args& args, System& system) {
  TRY_ASSIGN(const Supply supply, supply_of(args.values, args.secrets));
  TRY(check_required(args.required, supply));
  Plan plan;
  plan.dest = args.dest;
  TRY_ASSIGN(plan.text, rendered(args, supply, system.files));
  TRY_ASSIGN(const auto entries, parse_dotenv(plan.text));
  for (const auto& entry : entries) {
    plan.keys.push_back(entry.key);
    if (supply.secret_keys.count(entry.key) != 0) plan.secret_keys.push_back(entry.key);
  }
  TRY_ASSIGN(const Target target, look_at(args.dest, system.files));
  TRY_ASSIGN(plan.attributes, wanted_attributes(args, target.status, system.users));
  plan.diff = differences(plan, target, supply);
  plan.changed = !plan.diff.empty();
  plan.keeps_backup = args.backup && target.content && *target.content != plan.text;
  return plan;
}

Expected<void> apply(Plan& plan, System& system) {
  sweep_temporaries(system.files, plan.dest);  // in any case: there are secrets in them
  if (!plan.changed) return {};
  if (plan.keeps_backup) {
    const auto now = system.clock.now();
    const std::string stamp = utc_date(now) + "@" + utc_time_of_day(now);
    TRY_ASSIGN(plan.backup_file, keep_backup_copy(system.files, plan.dest, stamp));
  }
  auto written = replace_file(system.files, plan.dest, plan.text, plan.attributes);
  if (!written && plan.backup_file) drop_needless_copy(system.files, *plan.backup_file, plan.dest);
  return written;
}

}  // namespace slipway::vault_env_render
