#include "changes/service_changes.hpp"

#include <algorithm>

#include "changes/service_comparison.hpp"

namespace slipway {
namespace {

using Action = ServiceChange::Action;
using Kind = ChangeReason::Kind;

/// The first in which a service stays when one that it depends on is made anew (in truth 2.29.4).
constexpr ComposeVersion dependents_stay{2, 30};
void add_missing(const std::vector<ChangeReason>& from, std::vector<ChangeReason>& to) {
  for (const auto& reason : from)
    if (std::find(to.begin(), to.end(), reason) == to.end()) to.push_back(reason);
}

bool runs(const Container& container) {
  return container.status == "running" || container.status == "restarting";
}

std::vector<const Container*> containers_of(const UpForecast& forecast, const std::string& service) {
  std::vector<const Container*> own;
  for (const auto& container : forecast.containers)
    if (container.service == service && !container.one_off) own.push_back(&container);
  return own;
}

ServiceChange change_of(const UpForecast& forecast, const std::string& name, const ServiceModel& model) {
  const auto own = containers_of(forecast, name);
  const auto there = static_cast<long>(own.size());
  ServiceChange change{name, Action::keep, {}, {}, false};
  bool recreated = false;
  bool stopped = false;
  for (const auto* container : own) {
    change.containers.push_back(container->name);
    const auto reasons = reasons_to_recreate(forecast, name, *container);
    recreated = recreated || !reasons.empty();
    stopped = stopped || !runs(*container);
    add_missing(reasons, change.reasons);
  }
  if (forecast.rules.force_recreate && there > 0) add_missing({{Kind::forced, {}}}, change.reasons);
  recreated = (recreated || forecast.rules.force_recreate) && there > 0 && model.replicas > 0;
  if (there > 0 && there != model.replicas)
    change.reasons.push_back({Kind::scale, {std::to_string(there), std::to_string(model.replicas)}});
  change.action = recreated                ? Action::recreate
                  : there < model.replicas ? Action::create
                  : there > model.replicas ? Action::remove
                  : stopped                ? Action::start
                                           : Action::keep;
  return change;
}

bool is_made_anew(const std::map<std::string, ServiceChange>& changes, const std::string& service,
                  bool or_for_the_first_time) {
  const auto found = changes.find(service);
  if (found == changes.end()) return false;
  return found->second.action == Action::recreate ||
         (or_for_the_first_time && found->second.action == Action::create);
}

/// Why a service that is as it shall be is made anew with another.
std::optional<ChangeReason> drawn_in(const UpForecast& forecast, const ServiceModel& model,
                                     const std::map<std::string, ServiceChange>& changes) {
  for (const auto& other : model.shares)
    if (is_made_anew(changes, other, true)) return ChangeReason{Kind::shared, {other}};
  if (forecast.rules.compose < dependents_stay)
    for (const auto& other : model.depends_on)
      if (is_made_anew(changes, other, false)) return ChangeReason{Kind::dependency, {other}};
  return std::nullopt;
}

void pass_on(const UpForecast& forecast, std::map<std::string, ServiceChange>& changes) {
  for (bool again = true; again;) {
    again = false;
    for (auto& [name, change] : changes) {
      if (change.action == Action::recreate || change.containers.empty()) continue;
      const ServiceModel& model = forecast.next.model.services.at(name);
      auto reason = model.replicas > 0 ? drawn_in(forecast, model, changes) : std::nullopt;
      if (!reason) continue;
      change.action = Action::recreate;
      change.reasons.push_back(std::move(*reason));
      again = true;
    }
  }
}

void mark_uncertain(const UpForecast& forecast, ServiceChange& change) {
  if (change.action != Action::keep && change.action != Action::start) return;
  const bool here = forecast.image_ids.count(image_of(forecast.next.model, change.service)) != 0;
  change.may_be_recreated =
      forecast.rules.pull == Pull::always || (forecast.rules.pull == Pull::missing && !here);
}

void add_orphans(const UpForecast& forecast, std::map<std::string, ServiceChange>& changes) {
  if (!forecast.rules.remove_orphans) return;
  for (const auto& container : forecast.containers) {
    const std::string& name = container.service;
    if (container.one_off || forecast.next.model.services.count(name) != 0) continue;
    if (forecast.switched_off.count(name) != 0) continue;
    auto& change = changes[name];
    change.service = name;
    change.action = Action::remove;
    change.reasons = {{Kind::orphan, {}}};
    change.containers.push_back(container.name);
  }
}

}  // namespace

std::string image_of(const ComposeModel& model, const std::string& service) {
  const std::string& image = model.services.at(service).image;
  return image.empty() ? model.project + "-" + service : image;
}

std::vector<ServiceChange> service_changes(const UpForecast& forecast) {
  std::map<std::string, ServiceChange> changes;
  for (const auto& [name, model] : forecast.next.model.services)
    changes[name] = change_of(forecast, name, model);
  pass_on(forecast, changes);
  for (auto& [name, change] : changes) mark_uncertain(forecast, change);
  add_orphans(forecast, changes);
  std::vector<ServiceChange> all;
  for (auto& [name, change] : changes) all.push_back(std::move(change));
  return all;
}

}  // namespace slipway
