// The compose files as the release will have them: whether Compose takes them, and where their values come
// from.
#include <algorithm>
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

/// The text of a file that is there, else as it comes with the release; nullopt: neither.
Expected<std::optional<std::string>> text_of(const Path& file, const Situation& situation) {
  const Path& folder = situation.project.project_src;
  const Path full = file.is_absolute() ? file : folder / file;
  auto text = read_at_most(situation.system.files, full, largest_compose_file, "compose file");
  if (text) return std::optional(std::move(*text));
  if (text.error().os_error != ENOENT) return tl::unexpected(text.error());
  for (const auto& given : situation.new_files)
    if ((folder / given.path).lexically_normal() == full.lexically_normal())
      return std::optional(given.content);
  return std::optional<std::string>();
}

/// Reads them all; false when not all are there.
bool read_files(Situation& situation, Findings& findings) {
  const std::string folder = situation.project.project_src.string();
  if (situation.project.files.empty()) {
    findings.add(
        "there is no compose file in '" + folder + "', and " + situation.words.name("files") + " names none",
        "place one there, such as compose.yaml, or name those that there are");
    return false;
  }
  std::vector<std::string> absent;
  for (const auto& file : situation.project.files) {
    auto text = text_of(file, situation);
    if (!text) findings.add(text.error().message, "correct " + situation.words.name("files"));
    if (!text) return false;
    if (*text)
      situation.compose_texts.push_back(std::move(**text));
    else
      absent.push_back(file.string());
  }
  if (absent.empty()) return true;
  situation.compose_texts.clear();
  if (situation.args.new_files.empty())
    findings.warnings.push_back("not in '" + folder + "' yet: " + some_of(absent) +
                                "; what is in them cannot be looked at before they are there");
  else
    findings.add(
        "neither in '" + folder + "' nor among " + situation.words.name("new_files") + ": " + some_of(absent),
        "correct " + situation.words.name("files") + ", or give the file");
  return false;
}

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
  if (!files) return findings.add(files.error().message, "mend what it names");
  auto answer = ask_compose(files->project,
                            {files->with_env_file({"config", "--format", "json"}),
                             "asking Compose about the stack", "", situation.secrets},
                            situation.system);
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
  if (read_files(situation, findings) && situation.compose) ask(situation, findings);
}

}  // namespace slipway::stack_check
