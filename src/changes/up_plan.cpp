#include "changes/up_plan.hpp"

#include <algorithm>

#include "changes/service_comparison.hpp"

namespace slipway {
namespace {

using Action = ServiceChange::Action;

/// How many services that are touched stand below each, one behind the other.
class Depths {
 public:
  Depths(const ComposeModel& model, std::set<std::string> touched)
      : model_(model), touched_(std::move(touched)) {}

  std::size_t of(const std::string& service) {
    if (const auto known = known_.find(service); known != known_.end()) return known->second;
    if (!under_way_.insert(service).second) {
      has_circle_ = true;
      return 0;
    }
    std::size_t depth = 0;
    for (const auto& other : needed_by(service)) depth = std::max(depth, of(other) + touched_.count(other));
    under_way_.erase(service);
    return known_[service] = depth;
  }

  bool has_circle() const { return has_circle_; }

 private:
  /// Those that the stack has: a dependency that is not required may be missing.
  std::vector<std::string> needed_by(const std::string& service) const {
    std::vector<std::string> names;
    const auto found = model_.services.find(service);
    if (found == model_.services.end()) return names;
    for (const auto& dependency : found->second.depends_on) names.push_back(dependency.service);
    names.insert(names.end(), found->second.shares.begin(), found->second.shares.end());
    std::erase_if(names, [&](const auto& name) { return model_.services.count(name) == 0; });
    return names;
  }

  const ComposeModel& model_;
  std::set<std::string> touched_;
  std::map<std::string, std::size_t> known_;
  std::set<std::string> under_way_;
  bool has_circle_ = false;
};

std::set<std::string> touched_by(const std::vector<ServiceChange>& changes) {
  std::set<std::string> names;
  for (const auto& change : changes)
    if (!touches_nothing(change) && change.action != Action::remove) names.insert(change.service);
  return names;
}

std::optional<std::string> network_made_anew(const UpForecast& forecast) {
  if (forecast.rules.compose < networks_are_compared) return std::nullopt;
  for (const auto& [name, definition] : forecast.next.model.networks)
    if (has_another_definition(forecast, name)) return name;
  return std::nullopt;
}

/// The service that something else makes, or adds to, as Compose comes to it.
std::optional<std::string> brought_by_others(const ComposeModel& model) {
  if (!model.providers.empty())
    return "service " + *model.providers.begin() +
           " has a provider, whose variables Compose hands to other services in the same call";
  for (const auto& [name, service] : model.services)
    if (service.added_to_by == "models")
      return "service " + name + " has models, whose variables Compose hands over in the same call";
  return std::nullopt;
}

std::optional<std::string> why_not_by_service(const UpForecast& forecast, bool together, bool has_circle) {
  if (together) return "strategy is together";
  if (has_circle) return "the services depend on one another in a circle";
  if (const auto network = network_made_anew(forecast))
    return "network " + *network + " has to be recreated, for which Compose stops all services on it";
  return brought_by_others(forecast.next.model);
}

/// Half-made ones that stand aside are no part of the forecast any more.
bool has_half_made(const ServiceChange& change) {
  return std::any_of(change.containers.begin(), change.containers.end(), is_name_of_successor);
}

std::vector<ServiceChange> planned_changes(const UpForecast& forecast, bool run_one_shots) {
  const auto end_by_themselves = one_shots(forecast.next.model);
  auto changes = service_changes(forecast);
  for (auto& change : changes) {
    if (change.action == Action::start && has_half_made(change)) {
      change.action = Action::recreate;
      change.reasons.push_back({ChangeReason::Kind::configuration, {"container_name"}});
    }
    const bool is_run = change.action == Action::start || change.action == Action::restart;
    if (is_run && !run_one_shots && end_by_themselves.count(change.service) != 0)
      change.action = Action::keep;
  }
  return changes;
}

}  // namespace

UpPlan up_plan(const UpForecast& forecast, bool together, bool run_one_shots) {
  UpPlan plan;
  plan.changes = planned_changes(forecast, run_one_shots);
  const auto touched = touched_by(plan.changes);
  Depths depths(forecast.next.model, touched);
  for (const auto& service : touched) {
    const std::size_t depth = depths.of(service);
    if (plan.levels.size() <= depth) plan.levels.resize(depth + 1);
    plan.levels[depth].push_back(service);
  }
  // Only a circle leaves a gap.
  std::erase_if(plan.levels, [](const auto& level) { return level.empty(); });
  if (!touched.empty()) plan.fallback = why_not_by_service(forecast, together, depths.has_circle());
  if (forecast.rules.is_rolling && !plan.fallback)
    for (auto& change : plan.changes)
      if (const auto replacement = replacement_of(forecast, change)) {
        plan.replacements[change.service] = *replacement;
        if (replacement->start_first) name_those_that_go(forecast, change);
      }
  return plan;
}

std::set<std::string> one_shots(const ComposeModel& model) {
  std::set<std::string> names;
  for (const auto& [name, service] : model.services)
    for (const auto& dependency : service.depends_on)
      if (dependency.condition == DependencyCondition::completed) names.insert(dependency.service);
  return names;
}

}  // namespace slipway
