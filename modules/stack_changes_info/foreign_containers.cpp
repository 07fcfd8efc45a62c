#include "stack_changes_info/foreign_containers.hpp"

#include <algorithm>

namespace slipway::stack_changes_info {
namespace {

bool is_of_release(const UpForecast& forecast, const Release& record, const std::string& service) {
  const auto& recorded = record.deployed->services;
  return forecast.next.model.services.count(service) != 0 ||
         std::any_of(recorded.begin(), recorded.end(),
                     [&](const auto& one) { return one.service == service; });
}

/// Empty: it is the release's.
std::string foreign_text(const UpForecast& forecast, const Release& record, const Container& container) {
  const std::string name = "container " + container.name;
  if (container.one_off) return name + " was made by 'docker compose run', and is no part of the release";
  if (container.service.empty())
    return name + " carries the label of the project, and no service of the release made it";
  if (is_of_release(forecast, record, container.service)) return "";
  return name + " is of the service " + container.service + ", which the release does not have";
}

}  // namespace

Findings foreign_containers(const UpForecast& forecast, const Release& record) {
  Findings findings;
  for (const auto& container : forecast.containers)
    if (auto said = foreign_text(forecast, record, container); !said.empty())
      findings.push_back({"container", container.name, std::move(said)});
  for (const auto& container : forecast.leftovers)
    findings.push_back({"container", container.name,
                        "container " + container.name + " was left half-made by a run that was cut off"});
  return findings;
}

}  // namespace slipway::stack_changes_info
