#include "stack/up_calls.hpp"

#include <algorithm>

namespace slipway {
namespace {

using Action = ServiceChange::Action;
using Kind = ChangeReason::Kind;

/// Nothing is ever built or pulled here.
ComposeArguments up(std::vector<std::string> how, const std::vector<std::string>& services) {
  ComposeArguments arguments{"up", "--no-build", "--pull", "never"};
  arguments.insert(arguments.end(), how.begin(), how.end());
  arguments.insert(arguments.end(), services.begin(), services.end());
  return arguments;
}

bool is_made(const ServiceChange& change) {
  return change.action == Action::create || change.action == Action::recreate ||
         change.action == Action::scale;
}

/// What Compose would not recreate of its own accord, once what it depends on has been recreated before.
bool is_forced(const ServiceChange& change, const UpRules& rules) {
  if (change.action != Action::recreate) return false;
  const bool is_drawn_in = std::any_of(change.reasons.begin(), change.reasons.end(), [](const auto& reason) {
    return reason.kind == Kind::shared || reason.kind == Kind::dependency;
  });
  return rules.force_recreate || is_drawn_in ||
         std::any_of(change.containers.begin(), change.containers.end(), is_name_of_successor);
}

/// The names of a level, by what is done to them.
struct Sorted {
  std::vector<std::string> forced, made, stopped, started;
  bool depends = false;  // one of them on another service
};

Sorted sorted(const BringUp& bring_up, const std::vector<const BringUpService*>& level) {
  Sorted names;
  const auto& services = bring_up.forecast.next.model.services;
  for (const auto* service : level) {
    const ServiceChange& change = service->change;
    const std::string& name = change.service;
    if (is_made(change))
      (is_forced(change, bring_up.forecast.rules) ? names.forced : names.made).push_back(name);
    if (change.action == Action::restart) names.stopped.push_back(name);
    if (service->runs) names.started.push_back(name);
    names.depends = names.depends || !services.at(name).depends_on.empty();
  }
  return names;
}

}  // namespace

std::vector<ComposeArguments> calls_for_level(const BringUp& bring_up,
                                              const std::vector<const BringUpService*>& level) {
  const Sorted names = sorted(bring_up, level);
  const std::size_t all = level.size();
  if (!names.depends && names.started.size() == all && names.forced.size() == all)
    return {up({"--detach", "--no-deps", "--force-recreate"}, names.started)};
  if (!names.depends && names.started.size() == all && names.made.size() == all)
    return {up({"--detach", "--no-deps"}, names.started)};
  std::vector<ComposeArguments> calls;
  if (!names.forced.empty()) calls.push_back(up({"--no-start", "--force-recreate"}, names.forced));
  if (!names.made.empty()) calls.push_back(up({"--no-start"}, names.made));
  if (!names.stopped.empty()) {
    calls.push_back({"stop"});
    calls.back().insert(calls.back().end(), names.stopped.begin(), names.stopped.end());
  }
  if (!names.started.empty()) calls.push_back(up({"--detach", "--no-deps", "--no-recreate"}, names.started));
  return calls;
}

std::vector<ComposeArguments> calls_to_add(const std::string& service, long total,
                                           const std::map<std::string, long>& others) {
  const std::vector<std::string> scale{"--scale", service + "=" + std::to_string(total)};
  std::vector<std::string> made{"--no-start", "--no-recreate"},
      started{"--detach", "--no-deps", "--no-recreate"};
  made.insert(made.end(), scale.begin(), scale.end());
  started.insert(started.end(), scale.begin(), scale.end());
  for (const auto& [other, count] : others)
    made.insert(made.end(), {"--scale", other + "=" + std::to_string(count)});
  return {up(std::move(made), {service}), up(std::move(started), {service})};
}

std::vector<ComposeArguments> calls_for_all(const BringUp& bring_up) {
  std::vector<std::string> how;
  if (bring_up.forecast.rules.force_recreate) how.emplace_back("--force-recreate");
  if (bring_up.forecast.rules.remove_orphans) how.emplace_back("--remove-orphans");
  const auto& model = bring_up.forecast.next.model;
  const auto ending = one_shots(model);
  if (bring_up.settings.one_shots || ending.empty()) {
    how.insert(how.begin(), "--detach");
    return {up(std::move(how), {})};
  }
  std::vector<std::string> started;
  for (const auto& [name, service] : model.services)
    if (ending.count(name) == 0) started.push_back(name);
  how.insert(how.begin(), "--no-start");
  return {up(std::move(how), {}), up({"--detach", "--no-deps", "--no-recreate"}, started)};
}

ComposeArguments call_for_orphans(const BringUp& bring_up) {
  // Some service has to be named, or all would be made. What is there stays as it is.
  const ComposeModel& model = bring_up.forecast.next.model;
  const std::string& some = model.services.empty() ? *model.providers.begin() : model.services.begin()->first;
  return up({"--no-start", "--no-recreate", "--remove-orphans"}, {some});
}

}  // namespace slipway
