#include "stack_pull/stack_model.hpp"

#include "compose/answer.hpp"
#include "stack/future_files.hpp"
#include "util/excerpt.hpp"

namespace slipway::stack_pull {
namespace {

Expected<bool> is_there(const Path& path, Files& files) {
  TRY_ASSIGN(const auto status, files.status(path));
  return status.has_value();
}

Expected<std::vector<std::string>> absent_files(const ComposeProject& project, Files& files) {
  std::vector<std::string> absent;
  for (const auto& file : project.files) {
    TRY_ASSIGN(const bool there, is_there(file.is_absolute() ? file : project.project_src / file, files));
    if (!there) absent.push_back(file.string());
  }
  return absent;
}

/// With `.env` as it will be, for this question and for a build.
Expected<void> hold_what_comes(const Args& args, Plan& plan, System& system) {
  if (!args.describe_a_file()) return {};
  const ComposeProject& project = plan.project;
  TRY_ASSIGN(auto files, future_files(project, {}, args, system));
  const EnvFileFinder finder(project, compose_environment(system.environment, project.extra), system.files);
  const ComposeConfig compose(system, ComposeConfig::Files::as_they_would_be, files.secrets);
  TRY_ASSIGN(plan.held, hold_files(files, project, compose, finder, system));
  plan.secrets = std::move(files.secrets);
  return {};
}

Expected<std::string> config(const Plan& plan, std::vector<std::string> arguments, System& system) {
  arguments.insert(arguments.end(), {"--format", "json"});
  const auto answer = ask_compose(
      plan.project_to_ask(),
      {plan.to_ask(std::move(arguments)), "asking Compose which images the stack needs", "", plan.secrets},
      system);
  if (!answer && plan.held) return fail(in_own_names(answer.error().message, *plan.held, plan.project));
  if (!answer) return tl::unexpected(answer.error());
  return answer->output;
}

}  // namespace

Expected<std::optional<ComposeModel>> stack_model(const Args& args, Plan& plan, System& system) {
  const std::string folder = plan.project.project_src.string();
  TRY_ASSIGN(const auto absent, absent_files(plan.project, system.files));
  if (!absent.empty()) {
    plan.warnings.push_back("not in '" + folder + "' yet: " + some_of(absent) +
                            "; only what the option images names is pulled");
    return std::nullopt;
  }
  TRY(hold_what_comes(args, plan, system));
  auto text = config(plan, {"config"}, system);
  TRY_ASSIGN(const bool has_env_file, is_there(env_file_of(plan.project), system.files));
  if (!text && !has_env_file && !plan.held) {
    auto as_written = config(plan, {"config", "--no-interpolate"}, system);
    if (!as_written) return tl::unexpected(text.error());
    plan.warnings.push_back("there is no .env in '" + folder +
                            "' yet, so the images are taken as the files have them, without variables");
    text = std::move(as_written);
  }
  if (!text) return tl::unexpected(text.error());
  TRY_ASSIGN(auto model, parse_compose_model(*text));
  return model;
}

}  // namespace slipway::stack_pull
