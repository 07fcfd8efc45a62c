#include "stack/up_run.hpp"

#include <algorithm>

#include "health/engine_queries.hpp"
#include "stack/leftovers.hpp"
#include "stack/up_words.hpp"
#include "util/excerpt.hpp"
#include "util/joined.hpp"

namespace slipway {
namespace {

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
      proxies_(bring_up, system),
      blue_green_(bring_up, system, caller_, proxies_),
      watch_(bring_up, system) {}

Expected<void> UpRun::run() {
  if (!bring_up_.obstacles.empty()) {
    fail_with(joined(bring_up_.obstacles, "; "));
    return {};
  }
  TRY(watch_.begin());
  const auto done = bring_everything_up();
  if (!done && !bring_up_.changed) return done;
  if (!done) fail_with(done.error().message);
  watch_.end();
  bring_up_.waited = seconds_since(begun_, system_);
  const auto noted = note_containers();
  return bring_up_.failed ? Expected<void>{} : noted;
}

void UpRun::fail_with(const std::string& why) {
  bring_up_.failed = true;
  bring_up_.message = why;
}

Expected<void> UpRun::bring_everything_up() {
  TRY(clear_away_leftovers(bring_up_, system_));
  TRY(bring_changes_up());
  if (bring_up_.failed) return {};
  if (bring_up_.forecast.rules.is_rolling) TRY(proxies_.set_right());
  return wait_for_health();
}

Expected<void> UpRun::bring_changes_up() {
  if (bring_up_.plan.fallback) return all_at_once();
  TRY(remove_orphans());
  if (bring_up_.settings.strategy == Strategy::blue_green) return change_colour();
  return level_by_level([](const std::string&) { return true; });
}

/// What depends on those that change colour comes when their old containers are gone: Compose would replace
/// or take away one of two that it finds among the dependencies of what it is asked for.
Expected<void> UpRun::change_colour() {
  const auto changing = blue_green_.services();
  auto behind = dependents_of(changing, bring_up_.forecast.next.model);
  for (const auto& name : changing) behind.erase(name);
  const auto is_behind = [&](const std::string& name) { return behind.count(name) != 0; };
  const auto changes = [&](const std::string& name) { return changing.count(name) != 0; };
  TRY(level_by_level([&](const std::string& name) { return !changes(name) && !is_behind(name); }));
  if (!bring_up_.failed) TRY(replace_all_at_once(changes, behind));
  return bring_up_.failed ? Expected<void>{} : level_by_level(is_behind);
}

Expected<void> UpRun::replace_all_at_once(const std::function<bool(const std::string&)>& changes,
                                          const std::set<std::string>& behind) {
  auto done = level_by_level(changes);
  if (done && !bring_up_.failed) done = switch_and_look(behind);
  if (done && !bring_up_.failed) return blue_green_.finish();
  blue_green_.go_back();
  return done;
}

Expected<void> UpRun::switch_and_look(const std::set<std::string>& behind) {
  blue_green_.switch_over();
  if (!bring_up_.failed) TRY(wait_for_health(behind));
  return bring_up_.failed ? Expected<void>{} : blue_green_.look(watch_.page(), behind.empty());
}

Expected<void> UpRun::remove_orphans() {
  if (!bring_up_.settings.remove_orphans) return {};
  const auto& containers = bring_up_.forecast.containers;
  const bool has_ended = std::any_of(containers.begin(), containers.end(), is_ended_one_off);
  const auto begun = system_.clock.steady();
  std::set<std::string> removed;
  for (const auto& service : bring_up_.services)
    if (service.change.action == ServiceChange::Action::remove) removed.insert(service.change.service);
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

Expected<void> UpRun::level_by_level(const std::function<bool(const std::string&)>& wanted) {
  for (const auto& names : bring_up_.plan.levels) {
    if (bring_up_.failed) return {};
    Level level;
    for (auto& service : bring_up_.services)
      if (std::find(names.begin(), names.end(), service.change.service) != names.end() &&
          wanted(service.change.service))
        level.push_back(&service);
    if (level.empty()) continue;
    const auto begun = system_.clock.steady();
    TRY(wait_for_dependencies(level));
    Level start_first, others;
    for (auto* service : level)
      (service->replacement && service->replacement->start_first ? start_first : others).push_back(service);
    if (!bring_up_.failed) TRY(replace_start_first(start_first));
    if (!bring_up_.failed && !others.empty()) TRY(bring_level_up(others));
    for (const auto* service : others)
      if (bring_up_.forecast.rules.is_rolling && !bring_up_.failed)
        TRY(proxies_.tell_of(service->change.service));
    for (auto* service : level) service->seconds = seconds_since(begun, system_);
  }
  return {};
}

Expected<void> UpRun::replace_start_first(const Level& level) {
  RollingUpdate update(bring_up_, system_, caller_, proxies_, watch_.page());
  for (auto* service : level) {
    service->began = seconds_since(begun_, system_);
    TRY(blue_green_.serves(*service) ? blue_green_.make(*service) : update.replace(*service));
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
  TRY_ASSIGN(HealthSettings settings, blue_green_.without_old(bring_up_.settings.health));
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
  fail_with(waiting + " cannot be started, since a dependency is not well: " + result.message);
  bring_up_.health = std::move(result);
  return {};
}

Expected<void> UpRun::wait_for_health(const std::set<std::string>& without) {
  HealthSettings settings = bring_up_.settings.health;
  std::set<std::string> counted;
  for (const auto& [name, service] : bring_up_.forecast.next.model.services)
    if (service.replicas > 0 && without.count(name) == 0 &&
        (bring_up_.settings.one_shots || settings.services.count(name) != 0))
      counted.insert(name);
  if (!without.empty()) settings.services = counted;
  if (counted.empty()) {
    bring_up_.health.project = bring_up_.project;
    bring_up_.health.healthy = bring_up_.health.waited_for = true;
    bring_up_.message = "project " + bring_up_.project + " has no containers to wait for";
    return {};
  }
  const double wait_began = seconds_since(begun_, system_);
  TRY_ASSIGN(HealthSettings asked, blue_green_.without_old(std::move(settings)));
  TRY_ASSIGN(bring_up_.health, wait_until_healthy(std::move(asked), system_));
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
