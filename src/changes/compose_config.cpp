#include "changes/compose_config.hpp"

#include <nlohmann/json.hpp>

#include "compose/answer.hpp"
#include "compose/dollars.hpp"
#include "compose/installed.hpp"
#include "util/excerpt.hpp"

namespace slipway {
namespace {

using nlohmann::json;

/// Lines of "NAME HASH".
std::map<std::string, std::string> hashes_from(const std::string& output) {
  std::map<std::string, std::string> hashes;
  for (const auto& line : lines_of(output))
    if (const auto space = line.find(' '); space != std::string::npos)
      hashes[line.substr(0, space)] = line.substr(space + 1);
  return hashes;
}

}  // namespace

Expected<std::string> ComposeConfig::output(const ComposeProject& project,
                                            const std::optional<Path>& env_file,
                                            std::vector<std::string> arguments) const {
  if (env_file) arguments.insert(arguments.begin(), {"--env-file", env_file->string()});
  ComposeQuestion question{std::move(arguments), "asking Compose about the stack", "", secrets_};
  if (files_ == Files::as_they_would_be) {
    question.purpose = "previewing what docker compose up would do";
    question.as_what = " as they would be";
  }
  TRY_ASSIGN(auto answer, ask_compose(project, question, system_));
  return std::move(answer.output);
}

Expected<std::string> ComposeConfig::config(const ComposeProject& project,
                                            const std::optional<Path>& env_file) const {
  return output(project, env_file, {"config", "--format", "json"});
}

Expected<ConfiguredStack> ComposeConfig::state(
    const ComposeProject& project, const std::optional<Path>& env_file, const std::string& config,
    const std::map<std::string, std::string>& first_containers) const {
  ConfiguredStack state;
  TRY_ASSIGN(state.model, parse_compose_model(config));
  // Hashed again from the whole configuration: of the files alone `--hash` leaves out what env_file brings.
  const HashableConfig hashable = with_container_ids(config, first_containers);
  TRY_ASSIGN(const auto whole, system_.processes.hold(hashable.text));
  ComposeProject resolved = project;
  resolved.files = {whole->path()};
  std::vector<std::string> arguments{"config", "--hash", "*"};
  if (hashable.is_normal) arguments.emplace_back("--no-normalize");
  TRY_ASSIGN(const std::string hashes, output(resolved, env_file, std::move(arguments)));
  state.hashes = hashes_from(hashes);
  return state;
}

Expected<std::map<std::string, OwnSettings>> ComposeConfig::own_settings(
    const ComposeProject& project, const std::optional<Path>& env_file) const {
  TRY_ASSIGN(const std::string config, output(project, env_file, {"config"}));
  return parse_own_settings(config);
}

Expected<std::vector<std::string>> ComposeConfig::filled_in(const ComposeProject& project,
                                                            const std::optional<Path>& env_file,
                                                            const std::vector<std::string>& texts) const {
  // As variables of a service: nothing is done to them but that. A project's name need not be valid for it.
  json asked{{"name", "slipway"}, {"services", {{"asked", {{"image", "asked"}}}}}};
  json& variables = asked["services"]["asked"]["environment"] = json::object();
  for (std::size_t i = 0; i < texts.size(); ++i) variables["T" + std::to_string(i)] = texts[i];
  TRY_ASSIGN(const auto file, system_.processes.hold(asked.dump()));
  ComposeProject small = project;
  small.files = {file->path()};
  TRY_ASSIGN(const std::string config, output(small, env_file, {"config", "--format", "json"}));
  TRY_ASSIGN(const ComposeModel model, parse_compose_model(config));
  const auto found = model.services.find("asked");
  std::vector<std::string> filled;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const std::string key = "T" + std::to_string(i);
    const bool is_there = found != model.services.end() && found->second.environment.count(key) != 0;
    filled.push_back(is_there ? with_single_dollars(found->second.environment.at(key)) : "");
  }
  return filled;
}

Expected<std::set<std::string>> ComposeConfig::all_services(const ComposeProject& project,
                                                            const std::optional<Path>& env_file) const {
  TRY_ASSIGN(const std::string names, output(project, env_file, {"--profile", "*", "config", "--services"}));
  const auto lines = lines_of(names);
  return std::set<std::string>(lines.begin(), lines.end());
}

Expected<ComposeVersion> ComposeConfig::version(const ComposeProject& project) const {
  const Environment environment = compose_environment(system_.environment, project.extra);
  InstalledComposeQuestion question(environment, system_.processes);
  TRY_ASSIGN(const auto installed, question.answer());
  return installed.version;
}

}  // namespace slipway
