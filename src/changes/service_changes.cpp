#include "changes/service_changes.hpp"

#include <algorithm>

#include "changes/service_comparison.hpp"
#include "changes/service_fate.hpp"

namespace slipway {
namespace {

using Action = ServiceChange::Action;
using Kind = ChangeReason::Kind;

/// The first in which a service stays when one that it depends on is recreated (in truth 2.29.4).
constexpr ComposeVersion dependents_stay{2, 30};
/// The first that connects the containers of a network that it has recreated.
constexpr ComposeVersion containers_are_connected_again{2, 37};

using Fates = std::map<std::string, ServiceFate>;

bool is_made_anew(const Fates& fates, const std::string& service, bool or_for_the_first_time) {
  const auto found = fates.find(service);
  if (found == fates.end()) return false;
  const Action action = found->second.change.action;
  return action == Action::recreate || (or_for_the_first_time && action == Action::create);
}

/// Why a service that is as it shall be is recreated with another.
std::optional<ChangeReason> drawn_in(const UpForecast& forecast, const ServiceModel& model,
                                     const Fates& fates) {
  for (const auto& other : model.shares)
    if (is_made_anew(fates, other, true)) return ChangeReason{Kind::shared, {other}};
  if (forecast.rules.compose < dependents_stay && !forecast.rules.is_rolling)
    for (const auto& other : model.depends_on)
      if (is_made_anew(fates, other.service, false)) return ChangeReason{Kind::dependency, {other.service}};
  return std::nullopt;
}

void pass_on(const UpForecast& forecast, Fates& fates) {
  for (bool again = true; again;) {
    again = false;
    for (auto& [name, fate] : fates) {
      if (fate.change.action == Action::recreate || fate.change.containers.empty()) continue;
      const ServiceModel& model = forecast.next.model.services.at(name);
      auto reason = model.replicas > 0 ? drawn_in(forecast, model, fates) : std::nullopt;
      if (!reason) continue;
      fate.change.action = Action::recreate;
      fate.change.reasons.push_back(std::move(*reason));
      fate.staying.clear();
      again = true;
    }
  }
}

/// Why Compose stops a container that it keeps, to start it again later on.
std::optional<ChangeReason> stopped_for(const UpForecast& forecast, const std::string& name,
                                        const Container& container, const Fates& fates) {
  if (auto network = network_made_anew(forecast, name, container)) return network;
  if (forecast.rules.compose >= dependents_stay)
    for (const auto& other : forecast.next.model.services.at(name).depends_on)
      if (other.restarts && is_made_anew(fates, other.service, false))
        return ChangeReason{Kind::dependency, {other.service}};
  return std::nullopt;
}

bool cannot_be_started(const Container& container, bool is_stopped_first) {
  return container.status == "dead" || container.status == "removing" ||
         (container.status == "paused" && !is_stopped_first);
}

/// What becomes of the containers that stay: up to here it is known that they are not replaced.
void look_at_staying(const UpForecast& forecast, const std::string& name, ServiceFate& fate,
                     const Fates& fates) {
  ServiceChange& change = fate.change;
  bool fails = std::any_of(change.reasons.begin(), change.reasons.end(),
                           [](const auto& reason) { return reason.kind == Kind::state; });
  bool restarts = false;
  for (const auto* container : fate.staying) {
    const auto stop = stopped_for(forecast, name, *container, fates);
    if (cannot_be_started(*container, stop.has_value())) {
      add_missing({{Kind::state, {container->name, container->status}}}, change.reasons);
      fails = true;
    } else if (stop) {
      const bool is_lost =
          stop->kind == Kind::network && forecast.rules.compose < containers_are_connected_again;
      fails = fails || is_lost;
      if (is_lost || is_up(*container) || container->status == "paused") {
        add_missing({*stop}, change.reasons);
        restarts = true;
      }
    }
  }
  if (restarts && change.action != Action::recreate) change.action = Action::restart;
  if (fails) change.action = Action::fail;
}

void mark_uncertain(const UpForecast& forecast, ServiceChange& change) {
  if (change.containers.empty() || change.action == Action::recreate || change.action == Action::fail ||
      forecast.next.model.services.at(change.service).replicas == 0)
    return;
  const bool here = forecast.image_ids.count(image_of(forecast.next.model, change.service)) != 0;
  change.may_be_recreated =
      forecast.rules.pull == Pull::always || (forecast.rules.pull == Pull::missing && !here);
  if (auto unknown = kept_from_knowing(forecast, change.service)) {
    change.reasons.push_back(std::move(*unknown));
    change.may_be_recreated = true;
  }
}

void add_orphans(const UpForecast& forecast, Fates& fates) {
  if (!forecast.rules.remove_orphans) return;
  for (const auto& container : forecast.containers) {
    const std::string& name = container.service;
    if (container.one_off || forecast.next.model.services.count(name) != 0) continue;
    if (name.empty()) continue;  // Compose did not make it, and does not look at it
    if (forecast.switched_off.count(name) != 0) continue;
    auto& change = fates[name].change;
    change.service = name;
    change.action = Action::remove;
    change.reasons = {{Kind::orphan, {}}};
    change.containers.push_back(container.name);
    change.removed.push_back(container.name);
  }
}

}  // namespace

std::string image_of(const ComposeModel& model, const std::string& service) {
  const std::string& image = model.services.at(service).image;
  return image.empty() ? model.project + "-" + service : image;
}

std::vector<ServiceChange> service_changes(const UpForecast& forecast) {
  Fates fates;
  for (const auto& [name, model] : forecast.next.model.services) fates[name] = fate_by_itself(forecast, name);
  pass_on(forecast, fates);
  for (auto& [name, fate] : fates) look_at_staying(forecast, name, fate, fates);
  for (auto& [name, fate] : fates) mark_uncertain(forecast, fate.change);
  add_orphans(forecast, fates);
  std::vector<ServiceChange> all;
  for (auto& [name, fate] : fates) all.push_back(std::move(fate.change));
  return all;
}

}  // namespace slipway
