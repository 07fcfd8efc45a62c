#include "changes/service_change_text.hpp"
#include "health/evidence.hpp"
#include "stack/gap_warnings.hpp"
#include "stack_up/stack_up.hpp"
#include "util/joined.hpp"
#include "util/seconds_text.hpp"

namespace slipway::stack_up {
namespace {

using ansible::Json;

Json entries_of(const std::map<std::string, std::string>& containers) {
  Json entries = Json::array();
  for (const auto& [name, id] : containers) entries.push_back({{"name", name}, {"id", id}});
  return entries;
}

Json hundredths_or_null(const std::optional<double>& seconds) {
  return seconds ? Json(hundredths(*seconds)) : Json();
}

Json entry_of(const BringUpService& service, bool applied) {
  std::string why = change_text(service.change);
  if (service.replacement) why += "; " + replacement_text(*service.replacement);
  if (!service.runs) why += "; it is made and not run (one_shots: skip)";
  return {{"service", service.change.service},
          {"action", word_of(service.change.action)},
          {"why", std::move(why)},
          {"containers",
           {{"before", entries_of(service.before)}, {"after", applied ? entries_of(service.after) : Json()}}},
          {"seconds", applied ? Json(hundredths(service.seconds)) : Json()},
          {"began_after", hundredths_or_null(service.began)},
          {"well_after", hundredths_or_null(service.well)}};
}

std::string previewed_message(const BringUp& bring_up) {
  if (bring_up.services.empty()) return "nothing would change in project " + bring_up.project;
  const auto count = bring_up.services.size();
  return "project " + bring_up.project + ": " + std::to_string(count) +
         (count == 1 ? " service would be touched" : " services would be touched") +
         (bring_up.plan.fallback ? ", with one docker compose up, since " + *bring_up.plan.fallback : "");
}

bool would_change(const BringUp& bring_up) {
  return !bring_up.services.empty() || !bring_up.forecast.leftovers.empty();
}

void add_bring_up(const BringUp& bring_up, bool applied, ansible::Result& result) {
  Json services = Json::array();
  for (const auto& service : bring_up.services) services.push_back(entry_of(service, applied));
  result.documented = documented_evidence("health");
  result.documented.insert({"project", "fallback", "levels", "services.service", "services.action",
                            "services.why", "services.containers.before.name",
                            "services.containers.before.id", "services.containers.after.name",
                            "services.containers.after.id"});
  result.changed = applied ? bring_up.changed : would_change(bring_up);
  result.failed = applied ? bring_up.failed : !bring_up.obstacles.empty();
  result.values = {{"project", bring_up.project},
                   {"services", std::move(services)},
                   {"levels", bring_up.plan.levels},
                   {"fallback", bring_up.plan.fallback ? Json(*bring_up.plan.fallback) : Json()},
                   {"waited", applied ? Json(hundredths(bring_up.waited)) : Json()},
                   {"healthy", applied ? Json(bring_up.health.healthy) : Json()},
                   {"health", container_evidence(bring_up.health)},
                   {"http", http_evidence(bring_up.health)},
                   {"watch", traffic_evidence(bring_up.traffic)}};
  result.warnings = bring_up.warnings;
  for (auto& gap : gap_warnings(bring_up.plan, bring_up.forecast.next.model, bring_up.settings.proxies))
    result.warnings.push_back(std::move(gap));
  for (const auto& warning : bring_up.health.verdict.warnings) result.warnings.push_back(warning);
  result.msg = applied ? bring_up.message : previewed_message(bring_up);
  if (applied) return;
  if (!bring_up.obstacles.empty()) result.msg = joined(bring_up.obstacles, "; ");
  for (const auto& container : bring_up.forecast.leftovers)
    result.warnings.push_back("container '" + container.name +
                              "' was left by a run that was cut off; it would be removed");
}

void add_take_down(const TakeDown& take_down, bool applied, ansible::Result& result) {
  result.documented = {"project", "removed"};
  result.changed = take_down.changes_something();
  Json removed = take_down.containers;
  for (const auto& network : take_down.networks) removed.push_back(network);
  result.values = {{"project", take_down.name}, {"removed", std::move(removed)}};
  result.msg = "project " + take_down.name +
               (!result.changed ? " is not up"
                : applied       ? " was taken down"
                                : " would be taken down") +
               (result.changed ? "; its volumes stay" : "");
  if (!take_down.by_files)
    result.warnings.push_back("the compose files in '" + take_down.project.project_src.string() +
                              "' cannot be read; the project is taken down by the labels of its containers");
}

}  // namespace

ansible::Result report(const Plan& plan) {
  ansible::Result result;
  if (plan.bring_up) add_bring_up(*plan.bring_up, plan.applied, result);
  if (plan.take_down) add_take_down(*plan.take_down, plan.applied, result);
  result.secrets = plan.hidden;
  if (plan.obstacle) {
    result.msg = "what would be done cannot be previewed";
    result.warnings.push_back("nothing to see yet: " + plan.obstacle->message);
  }
  return result;
}

}  // namespace slipway::stack_up
