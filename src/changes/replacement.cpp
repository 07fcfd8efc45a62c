#include "changes/replacement.hpp"

#include <algorithm>

#include "changes/replica_choice.hpp"
#include "changes/service_comparison.hpp"
#include "changes/service_fate.hpp"
#include "changes/up_plan.hpp"
#include "util/joined.hpp"

namespace slipway {
namespace {

using Action = ServiceChange::Action;
using Kind = ChangeReason::Kind;

/// The engine names a volume that nobody named by 64 hexadecimal digits.
bool is_anonymous(const std::string& volume) {
  return volume.size() == 64 && volume.find_first_not_of("0123456789abcdef") == std::string::npos;
}

bool is_for(const ServiceChange& change, Kind kind) {
  return std::any_of(change.reasons.begin(), change.reasons.end(),
                     [&](const auto& reason) { return reason.kind == kind; });
}

/// Why two of its containers cannot be there at once; empty: they can.
std::string what_forbids(const ComposeModel& model, const ServiceChange& change) {
  const ServiceModel& service = model.services.at(change.service);
  if (!service.replacement.alone.empty()) return joined(service.replacement.alone, ", and ");
  if (!service.shares.empty()) return "it shares a namespace or volumes with " + joined(service.shares, ", ");
  for (const auto& [name, other] : model.services)
    if (std::find(other.shares.begin(), other.shares.end(), change.service) != other.shares.end())
      return "service " + name + " shares its namespace or volumes";
  return "";
}

/// What two of them would write to at once, or what a new one would not have.
std::vector<std::string> data_of(const ServiceModel& service, const std::vector<const Container*>& going) {
  auto written = service.replacement.written;
  for (const auto* container : going)
    for (const auto& volume : container->volumes)
      if (is_anonymous(volume)) {
        written.emplace_back("an anonymous volume");
        return written;
      }
  return written;
}

}  // namespace

RollingContainers rolling_containers(const UpForecast& forecast, const ServiceChange& change) {
  const bool all = forecast.rules.force_recreate || is_for(change, Kind::shared);
  RollingContainers containers;
  for (const auto& container : forecast.containers) {
    if (container.service != change.service || container.one_off) continue;
    const bool stays =
        !all && is_up(container) && reasons_to_recreate(forecast, change.service, container).empty();
    (stays ? containers.staying : containers.going).push_back(&container);
  }
  return containers;
}

std::optional<Replacement> replacement_of(const UpForecast& forecast, const ServiceChange& change) {
  if (change.action != Action::recreate && change.action != Action::scale) return std::nullopt;
  const ComposeModel& model = forecast.next.model;
  if (one_shots(model).count(change.service) != 0) return std::nullopt;
  const auto [staying, going] = rolling_containers(forecast, change);
  const bool runs = !staying.empty() ||
                    std::any_of(going.begin(), going.end(), [](const auto* one) { return is_up(*one); });
  if (!runs || going.empty() || model.services.at(change.service).replicas == 0) return std::nullopt;
  const ServiceModel& service = model.services.at(change.service);
  // A run that was cut off has left both, or it is scaled down.
  if (static_cast<long>(staying.size()) >= service.replicas)
    return Replacement{true, "its new containers are there already"};
  if (const auto why = what_forbids(model, change); !why.empty()) return Replacement{false, why};
  if (service.replacement.update.order == "stop-first")
    return Replacement{false, "update_config.order says so"};
  if (service.replacement.update.order == "start-first")
    return Replacement{true, "update_config.order says so"};
  if (const auto data = data_of(service, going); !data.empty())
    return Replacement{false, "it writes to " + joined(data, ", ") +
                                  ", where two may do harm; when they may not, say so with "
                                  "deploy.update_config.order: start-first"};
  return Replacement{true, "two of its containers can run side by side"};
}

void name_those_that_go(const UpForecast& forecast, ServiceChange& change) {
  const auto [staying, going] = rolling_containers(forecast, change);
  const long wanted = forecast.next.model.services.at(change.service).replicas;
  if (static_cast<long>(staying.size() + going.size()) <= wanted) return;
  change.removed.clear();
  if (static_cast<long>(staying.size()) < wanted) return;
  std::vector<Replica> well;
  for (const auto* container : staying) well.push_back({container, false});
  for (const auto* container : going) change.removed.push_back(container->name);
  for (const auto& surplus : choose_replicas(std::move(well), wanted, forecast.rules.compose).removed)
    change.removed.push_back(surplus.container->name);
  change.action = Action::scale;
  std::erase_if(change.reasons, [](const ChangeReason& reason) { return reason.kind != Kind::scale; });
}

std::string replacement_text(const Replacement& replacement) {
  if (replacement.start_first) return "start-first, since " + replacement.why;
  return "stop-first, since " + replacement.why + "; it is away meanwhile";
}

}  // namespace slipway
