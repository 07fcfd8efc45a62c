#include "stack/up_run.hpp"

#include <algorithm>

#include "engine/removal.hpp"
#include "health/engine_queries.hpp"
#include "stack/command_containers.hpp"
#include "stack/up_words.hpp"
#include "util/excerpt.hpp"
#include "util/joined.hpp"

namespace slipway {
namespace {

using Action = ServiceChange::Action;

constexpr std::chrono::seconds patience_with_leftovers{10};

double seconds_since(std::chrono::steady_clock::time_point then, System& system) {
  return std::chrono::duration<double>(system.clock.steady() - then).count();
}

std::string named(const std::set<std::string>& services) {
  return services_named({services.begin(), services.end()});
}

/// Compose removes those of `run` that have ended along with the orphans.
bool is_ended_one_off(const Container& container) {
  return container.one_off && (container.status == "exited" || container.status == "dead");
}

}  // namespace

UpRun::UpRun(BringUp& bring_up, System& system)
    : bring_up_(bring_up),
      system_(system),
      begun_(system.clock.steady()),
      caller_(bring_up, system, begun_ + bring_up.settings.timeout),
      proxies_(bring_up, system) {}

Expected<void> UpRun::run() {
  if (!bring_up_.obstacles.empty()) {
    bring_up_.failed = true;
    bring_up_.message = joined(bring_up_.obstacles, "; ");
    return {};
  }
  TRY(begin_watch());
  const auto done = bring_everything_up();
  end_watch();
  TRY(done);
  bring_up_.waited = seconds_since(begun_, system_);
  return note_containers();
}

Expected<void> UpRun::begin_watch() {
  const auto& page = bring_up_.settings.watch;
  if (!page) return {};
  TRY_ASSIGN(watch_, TrafficWatch::begin(*page, system_, bring_up_.settings.health.mask));
  return {};
}

void UpRun::end_watch() {
  if (!watch_) return;
  bring_up_.traffic = watch_->end();
  const auto complaint = TrafficWatch::complaint(*bring_up_.settings.watch, *bring_up_.traffic);
  if (!complaint || bring_up_.failed) return;
  bring_up_.failed = true;
  bring_up_.message = *complaint;
}

Expected<void> UpRun::bring_everything_up() {
  TRY(clear_away_leftovers());
  TRY(bring_up_.plan.fallback ? all_at_once() : level_by_level());
  if (bring_up_.failed) return {};
  if (bring_up_.forecast.rules.is_rolling) TRY(proxies_.set_right());
  return wait_for_health();
}

/// What a run that was cut off has left: half-made containers, and those of commands.
Expected<void> UpRun::clear_away_leftovers() {
  TRY_ASSIGN(const auto engine, engine_of(bring_up_.settings.health, system_, Engines::any_time));
  TRY_ASSIGN(auto names, remove_command_containers(*engine, bring_up_.project));
  for (const auto& container : bring_up_.forecast.leftovers) {
    ListedContainer listed;
    listed.id = container.id;
    listed.name = container.name;
    listed.status = container.status;
    TRY(remove_container(*engine, listed, patience_with_leftovers));
    names.push_back(container.name);
  }
  for (const auto& name : names) {
    bring_up_.changed = true;
    bring_up_.warnings.push_back("container '" + name +
                                 "' was left by a run that was cut off; it was removed");
  }
  return {};
}

Expected<void> UpRun::remove_orphans() {
  if (!bring_up_.settings.remove_orphans) return {};
  const auto& containers = bring_up_.forecast.containers;
  const bool has_ended = std::any_of(containers.begin(), containers.end(), is_ended_one_off);
  const auto begun = system_.clock.steady();
  std::set<std::string> removed;
  for (const auto& service : bring_up_.services)
    if (service.change.action == Action::remove) removed.insert(service.change.service);
  if (removed.empty() && !has_ended) return {};
  bring_up_.changed = true;
  if (!removed.empty()) system_.progress.say("removing " + some_of({removed.begin(), removed.end()}));
  TRY(caller_.call(call_for_orphans(bring_up_), " while removing what no compose file has", {}));
  for (auto& service : bring_up_.services) {
    if (removed.count(service.change.service) == 0) continue;
    service.seconds = seconds_since(begun, system_);
    service.began = std::chrono::duration<double>(begun - begun_).count();
    if (!bring_up_.failed) service.well = *service.began + service.seconds;
  }
  return {};
}

Expected<void> UpRun::all_at_once() {
  std::set<std::string> names;
  for (const auto& service : bring_up_.services) names.insert(service.change.service);
  const auto begun = system_.clock.steady();
  bring_up_.changed = true;
  Level all;
  for (auto& service : bring_up_.services) {
    service.began = seconds_since(begun_, system_);
    all.push_back(&service);
  }
  system_.progress.say(doing_text(all));
  for (const auto& arguments : calls_for_all(bring_up_)) {
    TRY(caller_.call(arguments, "", names));
    if (bring_up_.failed) break;
  }
  for (auto& service : bring_up_.services) service.seconds = seconds_since(begun, system_);
  return {};
}

Expected<void> UpRun::level_by_level() {
  TRY(remove_orphans());
  for (const auto& names : bring_up_.plan.levels) {
    if (bring_up_.failed) return {};
    Level level;
    for (auto& service : bring_up_.services)
      if (std::find(names.begin(), names.end(), service.change.service) != names.end())
        level.push_back(&service);
    const auto begun = system_.clock.steady();
    TRY(wait_for_dependencies(level));
    Level start_first, others;
    for (auto* service : level)
      (service->replacement && service->replacement->start_first ? start_first : others).push_back(service);
    if (!bring_up_.failed) TRY(replace_start_first(start_first));
    if (!bring_up_.failed && !others.empty()) TRY(bring_level_up(others));
    for (const auto* service : others)
      if (service->replacement && !bring_up_.failed) TRY(proxies_.tell_of(service->change.service));
    for (auto* service : level) service->seconds = seconds_since(begun, system_);
  }
  return {};
}

Expected<void> UpRun::replace_start_first(const Level& level) {
  RollingUpdate update(bring_up_, system_, caller_, proxies_, watch_ ? &*watch_ : nullptr);
  for (auto* service : level) {
    service->began = seconds_since(begun_, system_);
    TRY(update.replace(*service));
    if (bring_up_.failed) return {};
    service->well = seconds_since(begun_, system_);
  }
  return {};
}

Expected<void> UpRun::bring_level_up(const Level& level) {
  bring_up_.changed = true;
  const auto names = names_of(level);
  for (auto* service : level) service->began = seconds_since(begun_, system_);
  system_.progress.say(doing_text(level));
  for (const auto& arguments : calls_for_level(bring_up_, {level.begin(), level.end()})) {
    TRY(caller_.call(arguments, " for " + named(names), names));
    if (bring_up_.failed) break;
  }
  return {};
}

Expected<void> UpRun::wait_for_dependencies(const Level& level) {
  const auto& services = bring_up_.forecast.next.model.services;
  std::map<std::string, DependencyCondition> required, optional;
  for (const auto* service : level) {
    if (!service->runs) continue;
    for (const auto& dependency : services.at(service->change.service).depends_on) {
      const auto found = services.find(dependency.service);
      const bool is_there = found != services.end() && found->second.replicas > 0;
      const bool is_skipped =
          dependency.condition == DependencyCondition::completed && !bring_up_.settings.one_shots;
      if (!is_there || is_skipped) continue;
      auto& condition = (dependency.required ? required : optional)[dependency.service];
      condition = std::max(condition, dependency.condition);
    }
  }
  TRY(wait_for(required, level, true));
  return bring_up_.failed ? Expected<void>{} : wait_for(optional, level, false);
}

Expected<void> UpRun::wait_for(const std::map<std::string, DependencyCondition>& conditions,
                               const Level& level, bool required) {
  if (conditions.empty()) return {};
  HealthSettings settings = bring_up_.settings.health;
  settings.services.clear();
  for (const auto& [name, condition] : conditions) settings.services.insert(name);
  settings.conditions = conditions;
  settings.timeout = caller_.seconds_left();
  settings.timeout_option = "timeout";
  settings.stable_for = 0;
  settings.http.clear();
  const double wait_began = seconds_since(begun_, system_);
  TRY_ASSIGN(auto result, wait_until_healthy(std::move(settings), system_));
  note_well(result, wait_began, conditions);
  if (result.healthy) return {};
  const std::string waiting = named(names_of(level));
  if (!required) {
    bring_up_.warnings.push_back(
        waiting + " started although a dependency that is not required is not well: " + result.message);
    return {};
  }
  bring_up_.failed = true;
  bring_up_.message = waiting + " cannot be started, since a dependency is not well: " + result.message;
  bring_up_.health = std::move(result);
  return {};
}

Expected<void> UpRun::wait_for_health() {
  const HealthSettings& settings = bring_up_.settings.health;
  const auto& services = bring_up_.forecast.next.model.services;
  const bool has_any = std::any_of(services.begin(), services.end(), [&](const auto& service) {
    return service.second.replicas > 0 &&
           (bring_up_.settings.one_shots || settings.services.count(service.first) != 0);
  });
  if (!has_any) {
    bring_up_.health.project = bring_up_.project;
    bring_up_.health.healthy = bring_up_.health.waited_for = true;
    bring_up_.message = "project " + bring_up_.project + " has no containers to wait for";
    return {};
  }
  const double wait_began = seconds_since(begun_, system_);
  TRY_ASSIGN(bring_up_.health, wait_until_healthy(settings, system_));
  note_well(bring_up_.health, wait_began, {});
  bring_up_.failed = !bring_up_.health.healthy;
  bring_up_.message = bring_up_.health.message;
  return {};
}

void UpRun::note_well(const HealthResult& found, double wait_began,
                      const std::map<std::string, DependencyCondition>& conditions) {
  for (auto& service : bring_up_.services) {
    const auto asked = conditions.find(service.change.service);
    const bool only_runs = asked != conditions.end() && asked->second == DependencyCondition::started;
    if (!service.began || service.well || only_runs) continue;
    std::size_t seen = 0, well = 0;
    double last = *service.began;
    for (const auto& watched : found.containers) {
      if (watched.container.service != service.change.service) continue;
      ++seen;
      if (watched.healthy_after) ++well;
      last = std::max(last, wait_began + watched.healthy_after.value_or(0));
    }
    if (seen > 0 && seen == well) service.well = last;
  }
}

Expected<void> UpRun::note_containers() {
  TRY_ASSIGN(const auto engine, engine_of(bring_up_.settings.health, system_, Engines::any_time));
  TRY_ASSIGN(const auto containers, listed_containers(*engine, bring_up_.project));
  for (auto& service : bring_up_.services)
    for (const auto& container : containers)
      if (container.service == service.change.service && !container.one_off)
        service.after[container.name] = container.id;
  return {};
}

}  // namespace slipway
