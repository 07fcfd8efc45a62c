#include <algorithm>

#include "ansible/plain_values.hpp"
#include "backup_prune/backup_prune.hpp"
#include "release/name.hpp"
#include "release/store_checks.hpp"

namespace slipway::backup_prune {
namespace {

void judge(Plan& plan, const ReleaseFolder& folder, const std::string& project) {
  for (auto& verdict :
       apply_retention(plain_of(folder, project), releases_of(folder, project), plan.policy)) {
    if (verdict.reasons.empty())
      plan.removed.push_back(std::move(verdict.name));
    else
      plan.kept.insert(plan.kept.begin(), std::move(verdict));
  }
}

/// The projects that the policy is applied to, each on its own; one without a name when there are only plain
/// folders.
std::set<std::string> projects_of(const Plan& plan, const ReleaseFolder& folder) {
  if (plan.project_name) return {*plan.project_name};
  std::set<std::string> projects;
  for (const auto& release : folder.releases) projects.insert(release.project);
  for (const auto& record : folder.damaged)
    if (record.project) projects.insert(*record.project);
  if (projects.empty()) projects.insert("");
  return projects;
}

void note_ignored(Plan& plan, const ReleaseFolder& folder, const std::set<std::string>& projects) {
  plan.ignored = folder.foreign;
  for (const auto& record : folder.damaged) plan.ignored.push_back({record.name, record.reason});
  for (const auto& release : folder.releases)
    if (projects.count(release.project) == 0)
      plan.ignored.push_back({release.name, "it belongs to project '" + release.project + "'"});
  if (plain_of(folder, *projects.begin()).empty())
    for (const auto& name : folder.plain)
      plan.ignored.push_back({name, "it has no manifest, and several projects keep records here"});
}

/// A damaged record may be the one that says what is live.
Expected<void> refuse_doubt(const Plan& plan, const ReleaseFolder& folder, const std::string& project) {
  const DamagedRecord* record = doubtful_record(folder, project);
  if (record == nullptr) return {};
  return fail("nothing is removed from '" + plan.path.string() + "', because the record '" + record->name +
              "' cannot be read (" + record->reason + "); mend it or move it away");
}

template <class Entries>
bool has(const Entries& entries, const std::string& name) {
  return std::any_of(entries.begin(), entries.end(), [&](const auto& one) { return one.name == name; });
}

/// A name that was mistyped protects nothing.
std::vector<std::string> unknown_protected(const Plan& plan, const ReleaseFolder& folder) {
  std::vector<std::string> warnings;
  for (const auto& name : plan.protect) {
    const std::string record = record_named(name);
    const auto is_plain = [&](const std::string& one) { return one == name || one == record; };
    if (!has(folder.releases, record) && !has(folder.damaged, record) &&
        std::none_of(folder.plain.begin(), folder.plain.end(), is_plain))
      warnings.push_back("protect: there is no record '" + name + "' in '" + plan.path.string() +
                         "', so it protects nothing; correct the name, or leave it out");
  }
  return warnings;
}

Expected<void> decide(Plan& plan, System& system) {
  TRY_ASSIGN(plan.folder, read_releases(system.files, plan.path, plan.folder));
  const ReleaseFolder& folder = plan.folder;
  plan.warnings = unknown_protected(plan, folder);
  plan.kept.clear();
  plan.removed.clear();
  const std::set<std::string> projects = projects_of(plan, folder);
  for (const auto& project : projects) {
    TRY(refuse_doubt(plan, folder, project));
    judge(plan, folder, project);
  }
  note_ignored(plan, folder, projects);
  plan.objects = unneeded_objects(folder, plan.removed);
  return find_images(plan, system);
}

/// An earlier run may have hidden a record that it could not remove.
bool writes(const Plan& plan) {
  return !plan.removed.empty() || !plan.folder.hidden.empty();
}

Expected<void> check_can_apply(const Plan& plan, Files& files) {
  if (!writes(plan)) return {};
  TRY(check_can_lock(files, plan.path));
  TRY(check_can_sweep(files, plan.path, plan.folder.hidden));
  return check_can_remove(files, plan.path, plan.removed);
}

}  // namespace

Expected<Plan> plan(const Args& args, System& system) {
  Plan plan;
  plan.path = args.path;
  plan.project_name = args.project_name;
  plan.protect = args.protect;
  TRY_ASSIGN(plan.policy, policy_from(args, system));
  plan.removes_images = args.images == "remove";
  plan.docker_host = args.docker_host.value_or("");
  TRY_ASSIGN(const auto variables, ansible::plain_values(args.environment, "environment"));
  plan.environment = {variables.begin(), variables.end()};
  TRY(decide(plan, system));
  TRY(check_can_apply(plan, system.files));
  return plan;
}

Expected<void> apply(Plan& plan, System& system) {
  if (!writes(plan)) return {};
  TRY_ASSIGN(const auto lock, lock_releases(system.files, plan.path));
  TRY(decide(plan, system));
  if (!plan.folder.hidden.empty()) TRY(sweep_hidden_records(system.files, plan.path));
  TRY(remove_releases(system.files, plan.path, plan.removed));
  remove_swarm_objects(plan, system);
  return remove_images(plan, system);
}

ansible::Result report(const Plan& plan) {
  using ansible::Json;
  ansible::Result result;
  result.changed = !plan.removed.empty();
  result.warnings = plan.warnings;
  Json kept = Json::array();
  for (const auto& [name, reasons] : plan.kept) kept.push_back({{"name", name}, {"reasons", reasons}});
  Json ignored = Json::array();
  for (const auto& [name, reason] : plan.ignored) ignored.push_back({{"name", name}, {"reason", reason}});
  Json images = Json::array();
  for (const auto& [id, references] : plan.images) images.push_back({{"id", id}, {"references", references}});
  result.values = {{"kept", std::move(kept)},
                   {"removed", plan.removed},
                   {"ignored", std::move(ignored)},
                   {"images", std::move(images)},
                   {"objects", plan.objects}};
  return result;
}

}  // namespace slipway::backup_prune
