#include "stack/rolling_update.hpp"

#include <algorithm>

#include "engine/exec.hpp"
#include "engine/removal.hpp"
#include "health/engine_queries.hpp"
#include "stack/canary.hpp"
#include "stack/new_containers.hpp"
#include "util/excerpt.hpp"
#include "util/joined.hpp"
#include "util/mask.hpp"

namespace slipway {
namespace {

constexpr std::chrono::seconds longest_drain{60};  // of a container's own command

std::vector<std::string> names_of(const std::vector<Container>& containers) {
  std::vector<std::string> names;
  names.reserve(containers.size());
  for (const auto& container : containers) names.push_back(container.name);
  return names;
}

bool has(const std::vector<Container>& containers, const Container& one) {
  return std::any_of(containers.begin(), containers.end(),
                     [&](const Container& other) { return other.id == one.id; });
}

}  // namespace

RollingUpdate::RollingUpdate(BringUp& bring_up, System& system, UpCaller& caller, StackProxies& proxies,
                             const TrafficWatch* watch)
    : bring_up_(bring_up), system_(system), caller_(caller), proxies_(proxies), watch_(watch) {}

Expected<void> RollingUpdate::replace(BringUpService& service) {
  const std::string& name = service.change.service;
  const auto delay = std::chrono::duration_cast<TimePoint::duration>(model_of(name).replacement.update.delay);
  bring_up_.changed = true;
  for (Groups groups = groups_of(service); groups.to_make > 0 || !groups.old.empty();) {
    TRY(replace_group(name, groups));
    if (bring_up_.failed) return {};
    const bool is_last = groups.to_make <= 0 && groups.old.empty();
    if (!is_last) system_.clock.sleep_until(system_.clock.steady() + delay);
    if (is_last && groups.there > model_of(name).replicas) TRY(scale_down(name));
  }
  return {};
}

/// Of those that are as they shall be, Compose takes the surplus away.
Expected<void> RollingUpdate::scale_down(const std::string& service) {
  for (const auto& arguments : calls_to_add(service, model_of(service).replicas)) {
    TRY(caller_.call(arguments, " for service " + service, {service}));
    if (bring_up_.failed) break;
  }
  return {};
}

RollingUpdate::Groups RollingUpdate::groups_of(const BringUpService& service) const {
  const auto [staying, going] = rolling_containers(bring_up_.forecast, service.change);
  Groups groups;
  for (const auto* container : going) groups.old.push_back(*container);
  groups.there = static_cast<long>(staying.size() + going.size());
  groups.to_make = model_of(service.change.service).replicas - static_cast<long>(staying.size());
  return groups;
}

Expected<void> RollingUpdate::replace_group(const std::string& service, Groups& groups) {
  const bool all_at_once = bring_up_.settings.strategy == Strategy::canary;
  const long parallelism = all_at_once ? 0 : model_of(service).replacement.update.parallelism;
  const auto of = [&](long all) { return parallelism > 0 ? std::min(parallelism, all) : all; };
  BackendChange change{service, {}, {}, {}, model_of(service).replacement.grace};
  const auto retired = of(static_cast<long>(groups.old.size()));
  change.old.assign(groups.old.begin(), groups.old.begin() + retired);
  TRY_ASSIGN(change.staying, containers_of(service));
  std::erase_if(change.staying, [&](const Container& container) {
    return container.status != "running" || has(change.old, container);
  });
  TRY(prepare(change));
  if (bring_up_.failed) return {};
  TRY_ASSIGN(change.made, make(service, of(groups.to_make), groups));
  if (!bring_up_.failed) TRY(wait_until_well(change));
  if (!bring_up_.failed) TRY(switch_over(change));
  if (bring_up_.failed) {
    take_back(change);
    return {};
  }
  TRY(retire(change));
  groups.old.erase(groups.old.begin(), groups.old.begin() + retired);
  groups.to_make -= static_cast<long>(change.made.size());
  groups.there += static_cast<long>(change.made.size()) - retired;
  return {};
}

Expected<std::vector<Container>> RollingUpdate::make(const std::string& service, long count,
                                                     const Groups& groups) {
  if (count <= 0) return std::vector<Container>{};
  TRY_ASSIGN(const auto before, containers_of(service));
  system_.progress.say("starting a new container of " + service + " beside the old one");
  for (const auto& arguments : calls_to_add(service, groups.there + count)) {
    TRY(caller_.call(arguments, " for service " + service, {service}));
    if (bring_up_.failed) break;
  }
  TRY_ASSIGN(auto made, containers_of(service));
  std::erase_if(made, [&](const Container& container) { return has(before, container); });
  if (!bring_up_.failed && static_cast<long>(made.size()) != count)
    fail_with(service, "docker compose made " + std::to_string(made.size()) + " new containers in place of " +
                           std::to_string(count));
  return made;
}

Expected<void> RollingUpdate::wait_until_well(const BackendChange& change) {
  const auto proxies = proxies_.of(change.service);
  const bool by_engine =
      std::any_of(proxies.begin(), proxies.end(), [](const Proxy* proxy) { return proxy->goes_by_engine(); });
  TRY_ASSIGN(const auto fault, fault_of_new(change.made, change.service, by_engine, bring_up_, system_));
  if (fault) fail_with(change.service, *fault);
  return {};
}

Expected<void> RollingUpdate::prepare(const BackendChange& change) {
  for (auto* proxy : proxies_.of(change.service)) {
    const auto prepared = proxy->prepare(change);
    if (prepared) continue;
    fail_with(change.service, prepared.error().message);
    return proxies_.tell_of(change.service);  // what the proxies before it were told
  }
  return {};
}

Expected<void> RollingUpdate::switch_over(const BackendChange& change) {
  const auto proxies = proxies_.of(change.service);
  if (bring_up_.settings.strategy == Strategy::canary && !change.made.empty() && !proxies.empty()) {
    const auto wrong = go_through_steps(change, proxies, bring_up_, watch_, system_);
    if (!wrong || *wrong) {
      fail_with(change.service, wrong ? **wrong : wrong.error().message);
      return {};
    }
  }
  for (auto* proxy : proxies_.of(change.service)) {
    if (const auto added = proxy->add(change); !added) {
      fail_with(change.service, added.error().message);
      return {};
    }
  }
  if (watch_ != nullptr && watch_->has_failed_too_often())
    fail_with(change.service, "more requests have failed than max_failures allows");
  return {};
}

Expected<void> RollingUpdate::retire(const BackendChange& change) {
  if (change.old.empty()) return {};
  system_.progress.say("stopping " + joined(names_of(change.old), ", ") + ", which " + change.service +
                       " needs no longer");
  const auto& command = own_settings_of(bring_up_, change.service).drain;
  TRY_ASSIGN(const auto engine,
             engine_of(bring_up_.settings.health, system_, system_.clock.steady() + longest_drain));
  for (const auto& container : change.old) {
    if (command.empty() || container.status != "running") continue;
    const auto ran = run_exec(*engine, container.id, command);
    if (!ran || ran->exit_code != 0)
      bring_up_.warnings.push_back(
          "x-slipway.drain of service " + change.service + " failed in container " + container.name + ": " +
          (ran ? excerpt(slipway::masked(ran->said, bring_up_.settings.health.mask)) : ran.error().message));
  }
  for (auto* proxy : proxies_.of(change.service)) TRY(proxy->drain(change));
  TRY_ASSIGN(const auto lasting, this->engine());
  TRY(end_and_remove(*lasting, change.old, change.grace, system_.clock));
  for (auto* proxy : proxies_.of(change.service)) TRY(proxy->forget(change));
  return {};
}

void RollingUpdate::take_back(const BackendChange& change) {
  const auto note = [&](const Expected<void>& done) {
    if (!done) bring_up_.warnings.push_back(done.error().message);
  };
  system_.progress.say("removing the new container of " + change.service);
  const BackendChange back{change.service, change.staying, change.made, change.old, change.grace};
  for (auto* proxy : proxies_.of(change.service)) note(proxy->drain(back));
  const auto engine = this->engine();
  if (!engine) return note(tl::unexpected(engine.error()));
  note(end_and_remove(**engine, change.made, change.grace, system_.clock));
  for (auto* proxy : proxies_.of(change.service)) note(proxy->forget(back));
}

void RollingUpdate::fail_with(const std::string& service, const std::string& why) {
  bring_up_.failed = true;
  bring_up_.message =
      "service " + service + " was not replaced, and its old container was left as it is: " + why;
}

Expected<std::unique_ptr<Engine>> RollingUpdate::engine() const {
  return engine_of(bring_up_.settings.health, system_, Engines::any_time);
}

Expected<std::vector<Container>> RollingUpdate::containers_of(const std::string& service) const {
  TRY_ASSIGN(const auto engine, this->engine());
  return service_containers(*engine, bring_up_.project, service);
}

const ServiceModel& RollingUpdate::model_of(const std::string& service) const {
  return bring_up_.forecast.next.model.services.at(service);
}

}  // namespace slipway
