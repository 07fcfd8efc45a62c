#include "stack_changes_info/against_release.hpp"

#include <algorithm>

#include "dotenv/dotenv.hpp"
#include "release/history.hpp"
#include "release/lock.hpp"
#include "release/store.hpp"
#include "stack/forecast.hpp"
#include "stack/recorded_set.hpp"
#include "stack_changes_info/container_drift.hpp"
#include "stack_changes_info/file_drift.hpp"
#include "stack_changes_info/image_drift.hpp"
#include "stack_changes_info/swarm_drift.hpp"

namespace slipway::stack_changes_info {
namespace {

/// What keeps the comparison from being the whole truth.
std::vector<std::string> doubts(const ReleaseFolder& folder, const std::string& project) {
  std::vector<std::string> warnings;
  if (const DamagedRecord* damaged = doubtful_record(folder, project))
    warnings.push_back("the record '" + damaged->name +
                       "' is damaged, so it is not certain which release is the newest; mend it or move it "
                       "away");
  const auto releases = releases_of(folder, project);
  for (const auto& release : releases)
    if (const auto hold = hold_of(release))
      warnings.push_back("release '" + release.name + "' of " + hold->owner +
                         " has not ended, and what it has changed by now is told as drift");
  if (!releases.empty() && !releases.back().not_put_back.empty())
    warnings.push_back("what release '" + releases.back().name +
                       "' did could not be put back, and is told as drift");
  return warnings;
}

/// The values of an env file, which Compose may quote when it refuses it.
std::vector<std::string> values_in(const std::string& env_file) {
  std::vector<std::string> values;
  if (const auto entries = parse_dotenv(env_file))
    for (const auto& entry : *entries) values.push_back(dotenv_value(env_file, entry));
  std::erase(values, "");
  return values;
}

Expected<std::vector<StackFile>> contents_of(const Release& record, const Path& backups_path, Files& files) {
  const Path path = backups_path / record.name;
  auto read = recorded_files(files, path, record.deployed->files);
  if (!read)
    return fail("the record '" + path.string() + "' is damaged, so nothing can be compared with it: " +
                read.error().message + "; the next deploy makes a new one");
  return read;
}

/// The release's files in place of those that stand there.
Expected<FutureFiles> files_of(const Release& record, const ComposeProject& project, const Path& backups_path,
                               Files& files) {
  TRY_ASSIGN(const auto contents, contents_of(record, backups_path, files));
  const auto content_of = [&](const std::string& path) {
    const auto found = std::find_if(contents.begin(), contents.end(), [&](const StackFile& file) {
      return file.recorded.path == path && !file.recorded.absent;
    });
    return found == contents.end() ? std::nullopt : std::optional(found->content);
  };
  FutureFiles future;
  future.env_file = content_of(recorded_path(project.project_src, env_file_of(project)));
  if (future.env_file) future.secrets = values_in(*future.env_file);
  for (const auto& file : project.files)
    future.compose_files.push_back(content_of(file.string()).value_or(""));
  return future;
}

Expected<ComposeProject> project_of(const Args& args, const ReleaseFolder& folder, const Release& record) {
  ProjectOptions options = args;
  options.files.clear();
  for (const auto& file : compose_files_of(folder, record, FileSet::deployed))
    options.files.emplace_back(file);
  return project_from(options);
}

Expected<void> look(const Args& args, const ReleaseFolder& folder, const Release& record, Plan& plan,
                    System& system) {
  TRY_ASSIGN(const ComposeProject project, project_of(args, folder, record));
  if (project.is_on_swarm()) return look_at_swarm(record, project, plan.drift->findings, system);
  TRY_ASSIGN(const FutureFiles files, files_of(record, project, *args.backups_path, system.files));
  UpRules rules;
  rules.pull = Pull::never;
  rules.remove_orphans = true;
  TRY_ASSIGN(const UpForecast forecast, up_forecast(project, rules, files, system));
  plan.up = up_plan(forecast, false, true);
  const Environment environment = compose_environment(system.environment, project.extra);
  TRY_ASSIGN(const auto engine, system.engines.at("", environment, Engines::any_time));
  Findings& findings = plan.drift->findings;
  findings = file_drift(*record.deployed, project.project_src, system.files);
  TRY_ASSIGN(const auto of_images, image_drift(record.deployed->images, *engine));
  findings.insert(findings.end(), of_images.begin(), of_images.end());
  const auto of_containers = container_drift(forecast, record);
  findings.insert(findings.end(), of_containers.begin(), of_containers.end());
  return {};
}

}  // namespace

Expected<Plan> compare_with_release(const Args& args, System& system) {
  if (!args.backups_path || !args.project_name)
    return fail("against is release, so backups_path and project_name are needed to find its record");
  TRY_ASSIGN(const auto folder, read_releases(system.files, *args.backups_path));
  const auto releases = releases_of(folder, *args.project_name);
  const Release* record = standing_release(releases);
  Plan plan;
  plan.drift = Drift{std::nullopt, *args.backups_path, *args.project_name, args.fail_on_drift, {}, {}};
  plan.drift->doubts = doubts(folder, *args.project_name);
  if (record == nullptr) return plan;
  plan.drift->release = release_history(releases).live.value_or(record->name);
  TRY(look(args, folder, *record, plan, system));
  return plan;
}

}  // namespace slipway::stack_changes_info
