// Which compose files the stack has, and what is in them.
#include <algorithm>

#include "compose/default_files.hpp"
#include "compose/tree.hpp"
#include "dotenv/dotenv.hpp"
#include "stack/future_files.hpp"
#include "stack_check/situation.hpp"
#include "system/file_operations.hpp"
#include "util/excerpt.hpp"

namespace slipway::stack_check {
namespace {

constexpr const char* compose_file = "COMPOSE_FILE";

/// A variable of Compose: from the environment that it gets, else from `.env` as it will be; empty: not set.
std::string compose_variable(const std::string& name, const Situation& situation) {
  const auto& given = situation.project.extra;
  if (const auto found = given.find(name); found != given.end()) return found->second;
  std::optional<std::string> text = situation.env_text;
  if (!text) {
    auto there = read_if_present(situation.system.files, env_file_of(situation.project));
    if (there) text = std::move(*there);
  }
  const auto entries = parse_dotenv(text.value_or(""));
  std::string value;
  if (entries)
    for (const auto& entry : *entries)
      if (entry.key == name) value = dotenv_value(*text, entry);
  return value;
}

std::vector<Path> files_when_none_are_named(const Situation& situation, Findings& findings) {
  auto listed = listed_compose_files(compose_variable(compose_file, situation),
                                     compose_variable("COMPOSE_PATH_SEPARATOR", situation));
  if (!listed.empty()) return listed;
  const auto is_there = [&](const Path& name) { return situation.is_there(name, findings); };
  if (std::all_of(base_and_production.begin(), base_and_production.end(), is_there))
    return base_and_production;
  return default_compose_files(is_there);
}

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

/// Reads them all; none when not all are there.
void read_files(Situation& situation, Findings& findings) {
  const std::string folder = situation.project.project_src.string();
  if (situation.project.files.empty()) {
    findings.add(
        "there is no compose file in '" + folder + "', and " + situation.words.name("files") + " names none",
        "place one there, such as compose.yaml, or name those that there are");
    return;
  }
  std::vector<std::string> absent;
  for (const auto& file : situation.project.files) {
    auto text = text_of(file, situation);
    if (!text) findings.add(text.error().message, "correct " + situation.words.name("files"));
    if (!text) return situation.compose_texts.clear();
    if (*text)
      situation.compose_texts.push_back(std::move(**text));
    else
      absent.push_back(file.string());
  }
  if (absent.empty()) return;
  situation.compose_texts.clear();
  if (situation.args.new_files.empty())
    findings.warnings.push_back("not in '" + folder + "' yet: " + some_of(absent) +
                                "; what is in them cannot be looked at before they are there");
  else
    findings.add(
        "neither in '" + folder + "' nor among " + situation.words.name("new_files") + ": " + some_of(absent),
        "correct " + situation.words.name("files") + ", or give the file");
}

}  // namespace

void check_compose_files(Situation& situation, Findings& findings) {
  if (situation.project.files.empty())
    situation.project.files = files_when_none_are_named(situation, findings);
  // A list that nobody needs would hide an override file that is added later.
  situation.needs_compose_file =
      !compose_variable(compose_file, situation).empty() ||
      situation.project.files !=
          default_compose_files([&](const std::string& name) { return situation.is_there(name, findings); });
  read_files(situation, findings);
}

}  // namespace slipway::stack_check
