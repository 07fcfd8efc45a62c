#include "stack_changes_info/container_drift.hpp"

#include <algorithm>

#include "stack_changes_info/foreign_containers.hpp"
#include "stack_changes_info/one_container.hpp"
#include "util/excerpt.hpp"

namespace slipway::stack_changes_info {
namespace {

/// One that a record of before says nothing of is taken to have had containers.
bool had_containers(const Release& record, const std::string& service) {
  const auto& services = record.deployed->services;
  return services.empty() || std::any_of(services.begin(), services.end(),
                                         [&](const auto& one) { return one.service == service; });
}

std::string count_text(const std::string& service, const std::vector<std::string>& names, long wanted) {
  const std::string many = std::to_string(wanted);
  if (names.empty()) return "service " + service + " has no container, and the release has " + many;
  return "service " + service + " has " + std::to_string(names.size()) + " containers (" + some_of(names) +
         "), and the release has " + many;
}

void look_at_service(const UpForecast& forecast, const Release& record, const std::string& service,
                     Findings& findings) {
  const long wanted = forecast.next.model.services.at(service).replicas;
  std::vector<std::string> names;
  Findings of_containers;
  for (const auto& container : forecast.containers) {
    if (container.one_off || container.service != service) continue;
    names.push_back(container.name);
    for (auto& said : OneContainer(forecast, record, container).differences())
      of_containers.push_back({"container", container.name, std::move(said)});
  }
  const bool was_without = names.empty() && !had_containers(record, service);
  if (static_cast<long>(names.size()) != wanted && !was_without)
    findings.push_back({"service", service, count_text(service, names, wanted)});
  findings.insert(findings.end(), of_containers.begin(), of_containers.end());
}

}  // namespace

Findings container_drift(const UpForecast& forecast, const Release& record) {
  Findings findings;
  for (const auto& [service, model] : forecast.next.model.services)
    look_at_service(forecast, record, service, findings);
  for (auto& finding : foreign_containers(forecast, record)) findings.push_back(std::move(finding));
  return findings;
}

}  // namespace slipway::stack_changes_info
