#include "stack/swarm_down.hpp"

#include <nlohmann/json.hpp>

#include "engine/containers.hpp"
#include "swarm/membership.hpp"
#include "swarm/services.hpp"
#include "swarm/tasks.hpp"
#include "util/excerpt.hpp"
#include "util/json_access.hpp"
#include "util/mask.hpp"

namespace slipway {
namespace {

constexpr std::chrono::milliseconds between_looks_at_rest{200};

Expected<std::unique_ptr<Engine>> engine_of(const TakeDown& plan, System& system) {
  return system.engines.at("", compose_environment(system.environment, plan.project.extra),
                           Engines::any_time);
}

Expected<std::vector<std::string>> networks_of(Engine& engine, const std::string& stack) {
  TRY_ASSIGN(const auto list, engine_json(engine, "/networks?filters=" + stack_filter(stack),
                                          "the networks of stack '" + stack + "'"));
  std::vector<std::string> names;
  for (const auto& network : list.value_or(nlohmann::json::array()))
    names.push_back(json_access::text(network, "Name"));
  return names;
}

/// A network goes once the last task on it has.
Expected<bool> has_gone(Engine& engine, const std::string& stack) {
  TRY_ASSIGN(const auto tasks, stack_tasks(engine, stack));
  TRY_ASSIGN(const auto networks, networks_of(engine, stack));
  return tasks.empty() && networks.empty();
}

}  // namespace

Expected<TakeDown> plan_swarm_down(TakeDown plan, System& system) {
  TRY_ASSIGN(const auto engine, engine_of(plan, system));
  TRY(check_manages(*engine));
  TRY_ASSIGN(const auto services, stack_services(*engine, plan.name));
  for (const auto& service : services) plan.containers.push_back(service.name);
  TRY_ASSIGN(plan.networks, networks_of(*engine, plan.name));
  return plan;
}

Expected<void> swarm_down(const TakeDown& plan, System& system) {
  const auto deadline = system.clock.steady() + plan.timeout;
  Command command;
  command.argv = {"docker", "stack", "rm", plan.name};
  command.environment = compose_environment(system.environment, plan.project.extra);
  command.timeout = plan.timeout;
  TRY_ASSIGN(const auto outcome, system.processes.run(command));
  if (outcome.exit_code != 0)
    return fail("docker stack rm failed for stack '" + plan.name +
                "': " + excerpt(masked(outcome.errors, plan.secrets)));
  TRY_ASSIGN(const auto engine, engine_of(plan, system));
  system.progress.say("waiting until the tasks of " + plan.name + " have gone");
  for (;;) {
    TRY_ASSIGN(const bool gone, has_gone(*engine, plan.name));
    if (gone) return {};
    if (system.clock.steady() >= deadline)
      return fail("stack '" + plan.name +
                  "' was removed, and tasks or networks of it are still there after " +
                  std::to_string(plan.timeout.count()) + " s; see 'docker stack ps " + plan.name +
                  "' and 'docker node ls'");
    system.clock.sleep_until(std::min(deadline, system.clock.steady() + between_looks_at_rest));
  }
}

}  // namespace slipway
