// What Compose says of the compose files as the release will have them, and where their values come from.
#include <boost/regex.hpp>

#include "compose/answer.hpp"
#include "compose/interpolation.hpp"
#include "compose/tree.hpp"
#include "stack/held_files.hpp"
#include "stack_check/situation.hpp"
#include "system/file_operations.hpp"
#include "util/excerpt.hpp"

namespace slipway::stack_check {
namespace {

/// The stack with its texts held in memory, where some are not on the disk as they will be.
Expected<HeldFiles> held(const Situation& situation) {
  const FutureFiles files{situation.compose_texts, situation.env_text, situation.secrets};
  const EnvFileFinder finder(situation.project, situation.environment, situation.system.files);
  const ComposeConfig compose(situation.system, ComposeConfig::Files::as_they_would_be, situation.secrets);
  return hold_files(files, situation.project, compose, finder, situation.system);
}

/// Where a variable is used: "compose.yml, line 7".
std::vector<std::string> uses_of(const std::string& variable, const Situation& situation) {
  std::vector<std::string> places;
  for (std::size_t i = 0; i < situation.compose_texts.size(); ++i) {
    const auto tree = parse_compose(situation.compose_texts[i]);
    if (!tree) continue;
    for (const auto& node : tree->nodes)
      if (node.kind == ComposeNode::Kind::scalar && variables_in(node.value).count(variable) != 0)
        places.push_back(situation.project.files[i].string() + ", line " + std::to_string(node.line));
  }
  return places;
}

/// Compose's own verdict, on its standard error.
std::set<std::string> unset_variables(const std::string& remarks) {
  static const boost::regex pattern(R"re(The \\?"([A-Za-z_][A-Za-z0-9_]*)\\?" variable is not set)re");
  std::set<std::string> names;
  for (boost::sregex_iterator at(remarks.begin(), remarks.end(), pattern), end; at != end; ++at)
    names.insert((*at)[1].str());
  return names;
}

void check_variables(const std::string& remarks, const Situation& situation, Findings& findings) {
  if (!situation.is_deploy() || !situation.env_is_known) return;
  for (const auto& name : unset_variables(remarks)) {
    if (situation.missing_keys.count(name) != 0) continue;
    const auto places = uses_of(name, situation);
    findings.add("nobody sets the variable " + name +
                     (places.empty() ? "" : ", which stands without a default in " + some_of(places)),
                 "give it in " + situation.words.name("values") + ", write a default (${" + name +
                     ":-…}), or write $$ where a dollar sign is meant");
  }
}

void ask(Situation& situation, Findings& findings) {
  const auto files = held(situation);
  if (!files && !situation.compose_2()) return;
  if (!files) return findings.add(files.error().message, "mend what it names");
  auto answer = ask_compose(files->project,
                            {files->with_env_file({"config", "--format", "json"}),
                             "asking Compose about the stack", "", situation.secrets},
                            situation.system);
  if (!situation.compose_2()) return;  // check_compose says it
  if (!answer && !situation.env_is_known) {
    findings.warnings.push_back(
        "what the compose files hold was not looked at, for want of what .env will be");
    return;
  }
  if (!answer)
    return findings.add(in_own_names(answer.error().message, *files, situation.project),
                        "mend the file that it names");
  situation.config = nlohmann::json::parse(answer->output, nullptr, false);
  if (!situation.config.is_object()) {
    situation.config = nullptr;
    return findings.add("docker compose config --format json printed no JSON", "update Docker Compose");
  }
  check_variables(answer->remarks, situation, findings);
}

}  // namespace

void check_files(Situation& situation, Findings& findings) {
  if (!situation.compose_texts.empty()) ask(situation, findings);
}

}  // namespace slipway::stack_check
