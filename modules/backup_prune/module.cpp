#include "backup_prune/backup_prune.hpp"

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

Expected<void> decide(Plan& plan, Files& files) {
  TRY_ASSIGN(const ReleaseFolder folder, read_releases(files, plan.path));
  plan.unfinished_removal = !folder.hidden.empty();
  plan.kept.clear();
  plan.removed.clear();
  const std::set<std::string> projects = projects_of(plan, folder);
  for (const auto& project : projects) {
    TRY(refuse_doubt(plan, folder, project));
    judge(plan, folder, project);
  }
  note_ignored(plan, folder, projects);
  plan.images = unused_images(folder, plan.removed);
  return {};
}

}  // namespace

Expected<Plan> plan(const Args& args, System& system) {
  Plan plan;
  plan.path = args.path;
  plan.project_name = args.project_name;
  TRY_ASSIGN(plan.policy, policy_from(args, system));
  TRY(decide(plan, system.files));
  return plan;
}

Expected<void> apply(Plan& plan, System& system) {
  if (plan.removed.empty() && !plan.unfinished_removal) return {};
  TRY_ASSIGN(const auto lock, lock_releases(system.files, plan.path));
  TRY(decide(plan, system.files));
  if (plan.unfinished_removal) TRY(sweep_hidden_records(system.files, plan.path));
  for (const auto& name : plan.removed) TRY(remove_release(system.files, plan.path, name));
  return {};
}

ansible::Result report(const Plan& plan) {
  using ansible::Json;
  ansible::Result result;
  result.changed = !plan.removed.empty();
  Json kept = Json::array();
  for (const auto& [name, reasons] : plan.kept) kept.push_back({{"name", name}, {"reasons", reasons}});
  Json ignored = Json::array();
  for (const auto& [name, reason] : plan.ignored) ignored.push_back({{"name", name}, {"reason", reason}});
  Json images = Json::array();
  for (const auto& [id, references] : plan.images) images.push_back({{"id", id}, {"references", references}});
  result.values = {{"kept", std::move(kept)},
                   {"removed", plan.removed},
                   {"ignored", std::move(ignored)},
                   {"images", std::move(images)}};
  return result;
}

}  // namespace slipway::backup_prune
