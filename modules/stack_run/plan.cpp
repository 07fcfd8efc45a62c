#include "changes/service_changes.hpp"
#include "compose/answer.hpp"
#include "compose/model.hpp"
#include "engine/containers.hpp"
#include "stack_run/stack_run.hpp"
#include "util/excerpt.hpp"
#include "util/seconds_text.hpp"

namespace slipway::stack_run {
namespace {

Expected<void> check(const Args& args) {
  if (args.engine == "swarm")
    return fail(
        "commands in containers of their own run with Docker Compose, and not on a swarm; run them in a task "
        "of your "
        "own, with docker exec in a task of the service, or from the image's own start");
  if (args.service.empty())
    return fail("service is empty; name the service whose containers the commands run in");
  if (args.timeout < 0 || args.timeout > longest_wait)
    return fail("timeout is " + std::to_string(args.timeout) + " s; give 0 for no limit, or up to " +
                std::to_string(longest_wait));
  return {};
}

/// With every profile: a command may well run in a service that is up in none.
Expected<ComposeModel> configured(const Plan& plan, System& system) {
  TRY_ASSIGN(const auto answer,
             ask_compose(plan.project,
                         {{"--profile", "*", "config", "--format", "json"},
                          "reading the compose files in '" + plan.project.project_src.string() + "'",
                          "",
                          plan.hidden},
                         system));
  return parse_compose_model(answer.output);
}

/// Nothing is pulled here: a command that waits for a download, or gets another image than the release, is
/// none.
Expected<void> check_image(const std::string& reference, const Plan& plan, System& system) {
  TRY_ASSIGN(
      const auto engine,
      system.engines.at("", compose_environment(system.environment, plan.project.extra), Engines::any_time));
  TRY_ASSIGN(const auto image, inspect_image(*engine, reference));
  if (!image)
    return fail("the image '" + reference + "' of service '" + plan.service +
                "' is not on this host, and a command pulls none; pull it first");
  return {};
}

Expected<void> first_look(Plan& plan, System& system) {
  TRY_ASSIGN(const ComposeModel model, configured(plan, system));
  if (plan.project_name.empty()) plan.project_name = model.project;
  if (plan.project_name.empty())
    return fail("docker compose config does not say the project's name; give project_name");
  if (model.services.count(plan.service) == 0) {
    std::vector<std::string> names;
    for (const auto& [name, service] : model.services) names.push_back(name);
    return fail("there is no service '" + plan.service +
                "' in the compose files; they have: " + some_of(names));
  }
  return check_image(image_of(model, plan.service), plan, system);
}

}  // namespace

Expected<Plan> plan(const Args& args, System& system) {
  TRY(check(args));
  Plan plan;
  TRY_ASSIGN(plan.project, project_from(args));
  plan.project_name = args.project_name.value_or("");
  plan.service = args.service;
  plan.timeout = args.timeout;
  if (args.moment) plan.when = " " + *args.moment + " the deploy";
  TRY_ASSIGN(plan.commands, commands_from(args.commands.value));
  TRY_ASSIGN(plan.hidden, env_file::texts_to_hide(args, system.files));
  if (plan.commands.empty()) return plan;
  if (const auto looked = first_look(plan, system); !looked) plan.obstacle = looked.error();
  return plan;
}

}  // namespace slipway::stack_run
