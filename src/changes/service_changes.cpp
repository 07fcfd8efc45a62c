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

std::vector<const Container*> containers_of(const Outlook& outlook, const std::string& service) {
  std::vector<const Container*> own;
  for (const auto& container : outlook.containers)
    if (container.service == service && !container.one_off) own.push_back(&container);
  return own;
}

ServiceChange change_of(const Outlook& outlook, const std::string& name, const ServiceModel& model) {
  const auto own = containers_of(outlook, name);
  const auto there = static_cast<long>(own.size());
  ServiceChange change{name, Action::keep, {}, {}, false};
  bool recreated = false;
  bool stopped = false;
  for (const auto* container : own) {
    change.containers.push_back(container->name);
    const auto reasons = reasons_to_recreate(outlook, name, *container);
    recreated = recreated || !reasons.empty();
    stopped = stopped || !runs(*container);
    add_missing(reasons, change.reasons);
  }
  if (outlook.rules.force_recreate && there > 0) add_missing({{Kind::forced, {}}}, change.reasons);
  recreated = (recreated || outlook.rules.force_recreate) && there > 0 && model.replicas > 0;
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
std::optional<ChangeReason> drawn_in(const Outlook& outlook, const ServiceModel& model,
                                     const std::map<std::string, ServiceChange>& changes) {
  for (const auto& other : model.shares)
    if (is_made_anew(changes, other, true)) return ChangeReason{Kind::shared, {other}};
  if (outlook.rules.compose < dependents_stay)
    for (const auto& other : model.depends_on)
      if (is_made_anew(changes, other, false)) return ChangeReason{Kind::dependency, {other}};
  return std::nullopt;
}

void pass_on(const Outlook& outlook, std::map<std::string, ServiceChange>& changes) {
  for (bool again = true; again;) {
    again = false;
    for (auto& [name, change] : changes) {
      if (change.action == Action::recreate || change.containers.empty()) continue;
      const ServiceModel& model = outlook.next.model.services.at(name);
      auto reason = model.replicas > 0 ? drawn_in(outlook, model, changes) : std::nullopt;
      if (!reason) continue;
      change.action = Action::recreate;
      change.reasons.push_back(std::move(*reason));
      again = true;
    }
  }
}

void mark_uncertain(const Outlook& outlook, ServiceChange& change) {
  if (change.action != Action::keep && change.action != Action::start) return;
  const bool here = outlook.image_ids.count(image_of(outlook.next.model, change.service)) != 0;
  change.may_be_recreated =
      outlook.rules.pull == Pull::always || (outlook.rules.pull == Pull::missing && !here);
}

void add_orphans(const Outlook& outlook, std::map<std::string, ServiceChange>& changes) {
  if (!outlook.rules.remove_orphans) return;
  for (const auto& container : outlook.containers) {
    const std::string& name = container.service;
    if (container.one_off || outlook.next.model.services.count(name) != 0) continue;
    if (outlook.switched_off.count(name) != 0) continue;
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

std::vector<ServiceChange> service_changes(const Outlook& outlook) {
  std::map<std::string, ServiceChange> changes;
  for (const auto& [name, model] : outlook.next.model.services)
    changes[name] = change_of(outlook, name, model);
  pass_on(outlook, changes);
  for (auto& [name, change] : changes) mark_uncertain(outlook, change);
  add_orphans(outlook, changes);
  std::vector<ServiceChange> all;
  for (auto& [name, change] : changes) all.push_back(std::move(change));
  return all;
}

}  // namespace slipway
