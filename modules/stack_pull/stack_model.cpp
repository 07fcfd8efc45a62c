#include "stack_pull/stack_model.hpp"

#include "compose/answer.hpp"
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

Expected<std::string> config(const ComposeProject& project, std::vector<std::string> arguments,
                             System& system) {
  arguments.insert(arguments.end(), {"--format", "json"});
  TRY_ASSIGN(
      auto answer,
      ask_compose(project, {std::move(arguments), "asking Compose which images the stack needs"}, system));
  return std::move(answer.output);
}

}  // namespace

Expected<std::optional<ComposeModel>> stack_model(const ComposeProject& project, System& system,
                                                  std::vector<std::string>& warnings) {
  TRY_ASSIGN(const auto absent, absent_files(project, system.files));
  if (!absent.empty()) {
    warnings.push_back("not in '" + project.project_src.string() + "' yet: " + some_of(absent) +
                       "; only what the option images names is pulled");
    return std::nullopt;
  }
  auto text = config(project, {"config"}, system);
  TRY_ASSIGN(const bool has_env_file, is_there(project.project_src / ".env", system.files));
  if (!text && !has_env_file) {
    auto as_written = config(project, {"config", "--no-interpolate"}, system);
    if (!as_written) return tl::unexpected(text.error());
    warnings.push_back("there is no .env in '" + project.project_src.string() +
                       "' yet, so the images are taken as the files have them, without variables");
    text = std::move(as_written);
  }
  if (!text) return tl::unexpected(text.error());
  TRY_ASSIGN(auto model, parse_compose_model(*text));
  return model;
}

}  // namespace slipway::stack_pull
