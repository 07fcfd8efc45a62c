#include "stack/container_swap.hpp"

#include <algorithm>

#include "engine/exec.hpp"
#include "engine/removal.hpp"
#include "health/engine_queries.hpp"
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

/// One that is gone keeps no address that another has by now.
void find_again(std::vector<Container>& containers, const std::vector<Container>& there) {
  const auto taken = addresses_of(there);
  for (auto& container : containers) {
    const auto now = std::find_if(there.begin(), there.end(),
                                  [&](const Container& other) { return other.id == container.id; });
    if (now != there.end())
      container = *now;
    else
      std::erase_if(container.addresses, [&](const auto& one) { return taken.count(one.second) != 0; });
  }
}

}  // namespace

ContainerSwap::ContainerSwap(BringUp& bring_up, System& system, UpCaller& caller, StackProxies& proxies)
    : bring_up_(bring_up), system_(system), caller_(caller), proxies_(proxies) {}

SwapPlan ContainerSwap::plan_for(const ServiceChange& change) const {
  const auto [staying, going] = rolling_containers(bring_up_.forecast, change);
  SwapPlan plan;
  for (const auto* container : going) plan.old.push_back(*container);
  plan.there = static_cast<long>(staying.size() + going.size());
  plan.to_make = model_of(change.service).replicas - static_cast<long>(staying.size());
  return plan;
}

Expected<BackendChange> ContainerSwap::begin(const std::string& service, const SwapPlan& plan, long retired) {
  BackendChange change{service, {}, {}, {}, model_of(service).replacement.grace};
  change.old.assign(plan.old.begin(), plan.old.begin() + retired);
  TRY_ASSIGN(change.staying, containers_of(service));
  std::erase_if(change.staying, [&](const Container& container) {
    return container.status != "running" || has(change.old, container);
  });
  return change;
}

Expected<void> ContainerSwap::make(BackendChange& change, long count, long there,
                                   const std::map<std::string, long>& others) {
  if (count <= 0) return {};
  const std::string& service = change.service;
  TRY_ASSIGN(const auto before, containers_of(service));
  system_.progress.say("starting a new container of " + service + " beside the old one");
  for (const auto& arguments : calls_to_add(service, there + count, others)) {
    TRY(caller_.call(arguments, " for service " + service, {service}));
    if (bring_up_.failed) break;
  }
  TRY_ASSIGN(change.made, containers_of(service));
  std::erase_if(change.made, [&](const Container& container) { return has(before, container); });
  if (!bring_up_.failed && static_cast<long>(change.made.size()) != count)
    fail_with(service, "docker compose made " + std::to_string(change.made.size()) +
                           " new containers in place of " + std::to_string(count));
  return {};
}

Expected<void> ContainerSwap::wait_until_well(const BackendChange& change) {
  const auto proxies = proxies_.of(change.service);
  const bool by_engine =
      std::any_of(proxies.begin(), proxies.end(), [](const Proxy* proxy) { return proxy->goes_by_engine(); });
  TRY_ASSIGN(const auto fault, fault_of_new(change.made, change.service, by_engine, bring_up_, system_));
  if (fault) fail_with(change.service, *fault);
  return {};
}

Expected<BackendChange> ContainerSwap::as_it_is_now(const BackendChange& change) const {
  BackendChange now = change;
  TRY_ASSIGN(const auto there, containers_of(change.service));
  for (auto* containers : {&now.staying, &now.old, &now.made}) find_again(*containers, there);
  return now;
}

Expected<void> ContainerSwap::prepare(const BackendChange& change) {
  for (auto* proxy : proxies_.of(change.service)) {
    const auto prepared = proxy->prepare(change);
    if (prepared) continue;
    fail_with(change.service, prepared.error().message);
    return proxies_.tell_of(change.service);  // what the proxies before it were told
  }
  return {};
}

Expected<void> ContainerSwap::share(const BackendChange& change, long percent) {
  TRY_ASSIGN(const BackendChange now, as_it_is_now(change));
  for (auto* proxy : proxies_.of(change.service)) TRY(proxy->share(now, percent));
  return {};
}

Expected<void> ContainerSwap::add(const BackendChange& change) {
  return tell_each(change, &Proxy::add);
}

Expected<void> ContainerSwap::move_over(const BackendChange& change) {
  return tell_each(change, &Proxy::move_over);
}

Expected<void> ContainerSwap::tell_each(const BackendChange& change,
                                        Expected<void> (Proxy::*what)(const BackendChange&)) {
  TRY_ASSIGN(const BackendChange now, as_it_is_now(change));
  for (auto* proxy : proxies_.of(change.service)) TRY((proxy->*what)(now));
  return {};
}

Expected<void> ContainerSwap::let_go(const BackendChange& change) {
  if (change.old.empty()) return {};
  auto done = run_drain_command(change);
  if (done) done = tell_each(change, &Proxy::drain);
  if (done) done = retire(change);
  if (!done)
    return fail_while("the old containers of service " + change.service + " could not be taken away",
                      done.error());
  replaced_[change.service] += static_cast<long>(change.made.size());
  return {};
}

Expected<void> ContainerSwap::run_drain_command(const BackendChange& change) {
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
          ending_text("x-slipway.drain of service " + change.service + " in container " + container.name, ran,
                      bring_up_.settings.health.mask));
  }
  return {};
}

Expected<void> ContainerSwap::retire(const BackendChange& change) {
  TRY_ASSIGN(const auto engine, this->engine());
  TRY(end_and_remove(*engine, change.old, change.grace, system_.clock));
  return tell_each(change, &Proxy::forget);
}

void ContainerSwap::point_back(const BackendChange& change) {
  const auto now = as_it_is_now(change);
  for (auto* proxy : proxies_.of(change.service))
    if (const auto told = proxy->prepare(now ? *now : change); !told)
      bring_up_.warnings.push_back(told.error().message);
}

void ContainerSwap::take_back(const BackendChange& change) {
  const auto note = [&](const Expected<void>& done) {
    if (!done) bring_up_.warnings.push_back(done.error().message);
  };
  system_.progress.say("removing the new container of " + change.service);
  const auto now = as_it_is_now(change);
  const BackendChange& known = now ? *now : change;
  const BackendChange back{change.service, known.staying, known.made, known.old, change.grace};
  for (auto* proxy : proxies_.of(change.service)) note(proxy->drain(back));
  const auto engine = this->engine();
  if (!engine) return note(tl::unexpected(engine.error()));
  note(end_and_remove(**engine, change.made, change.grace, system_.clock));
  for (auto* proxy : proxies_.of(change.service)) note(proxy->forget(back));
}

void ContainerSwap::fail_with(const std::string& service, const std::string& why) {
  bring_up_.failed = true;
  const auto replaced = replaced_.find(service);
  bring_up_.message =
      replaced == replaced_.end()
          ? "service " + service + " was not replaced, and its old container was left as it is: " + why
          : "service " + service + " was replaced in part, " + std::to_string(replaced->second) + " of " +
                std::to_string(model_of(service).replicas) +
                " containers, and the others were left as they are: " + why;
}

Expected<std::unique_ptr<Engine>> ContainerSwap::engine() const {
  return engine_of(bring_up_.settings.health, system_, Engines::any_time);
}

Expected<std::vector<Container>> ContainerSwap::containers_of(const std::string& service) const {
  TRY_ASSIGN(const auto engine, this->engine());
  return service_containers(*engine, bring_up_.project, service);
}

const ServiceModel& ContainerSwap::model_of(const std::string& service) const {
  return bring_up_.forecast.next.model.services.at(service);
}

}  // namespace slipway
