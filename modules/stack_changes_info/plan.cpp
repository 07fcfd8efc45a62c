#include <algorithm>

#include "release/last_watch.hpp"
#include "release/store.hpp"
#include "stack/forecast.hpp"
#include "stack/gap_warnings.hpp"
#include "stack/held_files.hpp"
#include "stack/strategy.hpp"
#include "stack_changes_info/against_release.hpp"
#include "stack_changes_info/stack_changes_info.hpp"

namespace slipway::stack_changes_info {
namespace {

Expected<std::vector<ImageChange>> wanted_changes(const Args& args) {
  if (args.image) {
    TRY_ASSIGN(auto change, image_change({*args.image, args.tag, args.digest, std::nullopt}));
    return std::vector<ImageChange>{std::move(change)};
  }
  if (args.tag || args.digest) return fail("a tag or digest is given without image; name its repository");
  return optional_image_changes(args.images);
}

UpRules rules_of(const Args& args) {
  UpRules rules;
  if (args.pull == "always") rules.pull = Pull::always;
  if (args.pull == "never") rules.pull = Pull::never;
  rules.force_recreate = args.force_recreate;
  rules.remove_orphans = args.remove_orphans;
  follow_strategy(strategy_of(args.strategy), rules);
  return rules;
}

/// Whether some service will be away, so that somebody wants to know for how long.
bool has_gap(const UpPlan& up, const std::vector<std::string>& gaps) {
  return !gaps.empty() || std::any_of(up.replacements.begin(), up.replacements.end(),
                                      [](const auto& way) { return !way.second.start_first; });
}

/// A preview does not fail for want of records.
std::string last_gap_in(const std::optional<Path>& backups_path, const std::string& project, Files& files) {
  if (!backups_path) return "";
  const auto folder = read_releases(files, *backups_path);
  return folder ? last_gap_text(releases_of(*folder, project)) : "";
}

/// Those that stand in the way of it are warnings here: a preview does not fail for want of what comes
/// before.
Expected<Plan> plan_for_swarm(const Args& args, const ComposeProject& project, const FutureFiles& files,
                              System& system) {
  const ComposeConfig compose(system, ComposeConfig::Files::as_they_would_be, files.secrets);
  const EnvFileFinder finder(project, compose_environment(system.environment, project.extra), system.files);
  TRY_ASSIGN(const HeldFiles held, hold_files(files, project, compose, finder, system));
  TRY_ASSIGN(auto forecast, swarm_forecast(held.project, held.env_file, compose,
                                           {args.force_recreate, args.remove_orphans}, system));
  Plan plan;
  plan.up.changes = std::move(forecast.changes);
  plan.gaps = std::move(forecast.refused);
  plan.secrets = files.secrets;
  return plan;
}

}  // namespace

Expected<Plan> plan(const Args& args, System& system) {
  if (args.against == "release") return compare_with_release(args, system);
  TRY(check_proxies(args.proxy));
  TRY_ASSIGN(const ComposeProject project, project_from(args));
  TRY_ASSIGN(const auto images, wanted_changes(args));
  TRY_ASSIGN(const FutureFiles files, future_files(project, images, args, system));
  if (project.is_on_swarm()) return plan_for_swarm(args, project, files, system);
  TRY_ASSIGN(const UpForecast forecast, up_forecast(project, rules_of(args), files, system));
  UpPlan up = up_plan(forecast, strategy_of(args.strategy) == Strategy::together, args.one_shots == "run");
  auto gaps = gap_warnings(up, forecast.next.model, args.proxy);
  const std::string& name = forecast.next.model.project;
  std::string last = has_gap(up, gaps) ? last_gap_in(args.backups_path, name, system.files) : "";
  return Plan{std::move(up), std::move(gaps), std::move(last), files.secrets};
}

}  // namespace slipway::stack_changes_info
