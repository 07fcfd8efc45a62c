#include <cmath>

#include "changes/service_change_text.hpp"
#include "health/evidence.hpp"
#include "stack/file_change_diff.hpp"
#include "stack/undo_words.hpp"
#include "stack_undo/stack_undo.hpp"

namespace slipway::stack_undo {
namespace {

using ansible::Json;

bool is_ours(const Plan& plan) {
  return plan.undo.choice.standing == UndoStanding::ours;
}

/// Given up by whoever wants to deploy in spite of it.
bool is_given_up(const Plan& plan) {
  const UndoRequest& request = plan.undo.settings.request;
  return plan.done && request.release == interrupted && request.cause.empty() && request.lock.break_lock &&
         !plan.undo.stays_open && !plan.undo.problem.empty();
}

std::string message(const Plan& plan) {
  const Undo& undo = plan.undo;
  const std::string name = !plan.name.empty()    ? plan.name
                           : undo.choice.release ? undo.choice.release->name
                                                 : interrupted;
  if (!undo.settings.request.cause.empty()) return undo_report(undo, name, plan.kind);
  return plan.done ? undo_message(undo) : undo_forecast(undo);
}

Json services_of(const Undo& undo) {
  Json services = Json::array();
  if (!undo.stack) return services;
  for (const auto& service : undo.stack->services)
    services.push_back({{"service", service.change.service},
                        {"action", word_of(service.change.action)},
                        {"why", change_text(service.change)},
                        {"seconds", std::round(service.seconds * 100) / 100}});
  return services;
}

Json name_or_null(bool there, const Undo& undo) {
  return there && undo.choice.release ? Json(undo.choice.release->name) : Json();
}

Json removed_of(const Undo& undo) {
  Json removed = removed_paths(undo.files);
  for (const auto& name : undo.gone) removed.push_back(name);
  return removed;
}

}  // namespace

ansible::Result report(const Plan& plan) {
  const Undo& undo = plan.undo;
  ansible::Result result;
  result.changed = plan.done ? undo.done || (is_ours(plan) && !undo.stays_open) : is_ours(plan);
  result.failed = !undo.settings.request.cause.empty() || (!undo.problem.empty() && !is_given_up(plan));
  result.msg = message(plan);
  result.warnings = undo.warnings;
  // Ansible shows the message of what went well to nobody.
  if (is_ours(plan) && plan.name.empty() && !result.failed) result.warnings.push_back(result.msg);
  for (const auto& change : undo.files.changes) result.diff.push_back(diff_of(change));
  result.values = {{"release", name_or_null(true, undo)},
                   {"interrupted", name_or_null(is_ours(plan) && plan.name.empty(), undo)},
                   {"undone", plan.done ? undo.done : false},
                   {"phase", is_ours(plan) ? Json(to_text(undo.phase)) : Json()},
                   {"restored", restored_paths(undo.files)},
                   {"removed", removed_of(undo)},
                   {"images", undo.images ? images_json(*undo.images) : Json::array()},
                   {"services", services_of(undo)},
                   {"live", undo.live ? Json(*undo.live) : Json()},
                   {"outcome", plan.done ? Json(undo_outcome(undo)) : Json()}};
  result.documented = {"release",          "interrupted",     "phase",        "restored", "removed",  "live",
                       "services.service", "services.action", "services.why", "outcome",  "images.id"};
  if (undo.stack && undo.stack->failed) {
    result.values["health"] = container_evidence(undo.stack->health);
    result.values["http"] = http_evidence(undo.stack->health);
    for (const auto& name : documented_evidence("health")) result.documented.insert(name);
  }
  result.secrets = undo.secrets;
  return result;
}

}  // namespace slipway::stack_undo
