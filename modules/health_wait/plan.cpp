#include "ansible/plain_values.hpp"
#include "health_wait/health_wait.hpp"

namespace slipway::health_wait {
namespace {

constexpr long longest_wait = 7L * 24 * 3600;  // seconds

Expected<void> check(const Args& args) {
  if (args.timeout < 0 || args.timeout > longest_wait)
    return fail("timeout is " + std::to_string(args.timeout) + " s; give 0 to " +
                std::to_string(longest_wait));
  if (args.stable_for < 0) return fail("stable_for is negative; give 0 or more seconds");
  if (args.project_name && args.project_name->empty())
    return fail("project_name is empty; give the Compose project's name, or project_src with files instead");
  if (args.stable_for > 0 && args.stable_for >= args.timeout)
    return fail("stable_for is " + std::to_string(args.stable_for) +
                " s, which cannot pass within the timeout of " + std::to_string(args.timeout) +
                " s; raise timeout, or lower stable_for");
  if (args.max_restarts < 0) return fail("max_restarts is negative; give 0 or more");
  if (args.log_lines < 0) return fail("log_lines is negative; give 0 or more");
  if (!args.files.empty() && !args.project_src)
    return fail("files is given without project_src; give the folder that the files stand in");
  if (args.files.empty() && args.project_src)
    return fail(
        "project_src is given without files; list the compose files, in the order of docker compose -f");
  return {};
}

HealthLimits limits_from(const Args& args) {
  HealthLimits limits{WithoutHealthcheck::running, args.max_restarts};
  if (args.without_healthcheck == "ignore") limits.without_healthcheck = WithoutHealthcheck::ignore;
  if (args.without_healthcheck == "fail") limits.without_healthcheck = WithoutHealthcheck::fail;
  return limits;
}

HealthSettings settings_from(const Args& args, Environment environment, std::vector<std::string> mask) {
  HealthSettings settings;
  settings.project = args.project_name.value_or("");
  if (args.project_src)
    settings.compose = ComposeProject{*args.project_src, args.files, args.project_name, environment};
  settings.services = {args.services.begin(), args.services.end()};
  settings.limits = limits_from(args);
  settings.timeout = args.timeout;
  settings.stable_for = args.stable_for;
  settings.http = args.http;
  settings.log_lines = args.log_lines;
  settings.mask = std::move(mask);
  settings.docker_host = args.docker_host;
  settings.environment = std::move(environment);
  return settings;
}

}  // namespace

Expected<Plan> plan(const Args& args, System& system) {
  TRY(check(args));
  TRY_ASSIGN(const auto environment, ansible::plain_values(args.environment, "environment"));
  TRY_ASSIGN(auto mask, env_file::texts_to_hide(args, system.files));
  TRY_ASSIGN(
      auto wait,
      prepare_wait(settings_from(args, {environment.begin(), environment.end()}, std::move(mask)), system));
  Plan plan{std::move(wait), {}};
  if (const auto looked = look_once(plan.wait, system); !looked) plan.obstacle = looked.error();
  return plan;
}

}  // namespace slipway::health_wait
