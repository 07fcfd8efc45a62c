#include "env_file/option_lines.hpp"
#include "health/http_option.hpp"
#include "stack/strategy.hpp"
#include "stack_check/stack_check.hpp"

namespace slipway::stack_check {

using ansible::option;

namespace {

/// Whether each has a tag or a digest is told by the check, in the words of whoever reads it.
ansible::Option<Args> images() {
  auto line = images_option(&Args::images);
  line.info.required_one_of.clear();
  return line;
}

}  // namespace

ansible::Module<Args, Plan> module() {
  ansible::Spec<Args> spec{
      "stack_check",
      "Tell all that would keep a deploy or a rollback from working",
      {images(),
       option("required_env", &Args::required_env,
              "keys of the env file that must be supplied and not be empty; not given: of REDIS_PASSWORD and "
              "APP_KEY those that the template or a compose file uses"),
       option("new_files", &Args::new_files, given_file_lines(),
              "files that the release places where the stack has none"),
       option("http", &Args::http, http_check_lines(), "pages that will have to answer"),
       option("limits", &Args::limits, "numbers that must not be negative, by their names")
           .default_to(ansible::Json::object()),
       option("commands", &Args::commands, "what stack_run is to run, which a swarm has no place for"),
       option("min_free_mb", &Args::min_free_mb, "the room that the engine's disk must have").default_to(0),
       option("health_timeout", &Args::health_timeout, "seconds that the wait for health will take at most"),
       option("stable_for", &Args::stable_for, "seconds that the stack will have to stay healthy")
           .default_to(0),
       registries_option(&Args::registries),
       option("guard", &Args::guard, "seconds of the guard that the release will have; 0: none")
           .default_to(0),
       option("strategy", &Args::strategy, "how containers will be replaced, as of stack_up")
           .choices(strategy_words())
           .default_to("recreate"),
       option("proxy", &Args::proxy, proxy_lines(), "proxies that will be told of new containers"),
       option("watch", &Args::watch, watched_page_lines(), "a page that will be asked all the while"),
       option("fleet", &Args::fleet, fleet_lines(), "the hosts that the release is for"),
       option("mode", &Args::mode, "what is to be done").choices({"deploy", "rollback"}).default_to("deploy"),
       option("start_engine", &Args::start_engine, "start the engine's service when it does not answer")
           .default_to(false),
       ansible::words_option(&Args::words)},
      env_file::exclusive_options()};
  auto of_project = project_option_lines();
  for (auto& line : of_project)
    if (line.info.name == "files") line.info.required = false;
  ansible::add_lines(spec.options, of_project);
  ansible::add_lines(spec.options, env_file::option_lines());
  return {std::move(spec), plan, apply, report};
}

}  // namespace slipway::stack_check
