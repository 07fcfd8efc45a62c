// What the env file will be made of: the values, the vault, the template.
#include "dotenv/dotenv.hpp"
#include "env_file/env_file.hpp"
#include "stack/future_files.hpp"
#include "stack_check/situation.hpp"
#include "system/file_operations.hpp"
#include "util/joined.hpp"

namespace slipway::stack_check {
namespace {

using env_file::Rendered;

/// What is wanted of the render is all that is wrong with it, and not the first thing.
env_file::Options lenient(const Args& args) {
  env_file::Options options = args;
  options.required.clear();
  options.undeclared = "ignore";
  return options;
}

/// What the env file will have a value for; a template's default is none.
std::map<std::string, bool> keys_of(const Rendered& made) {
  std::map<std::string, bool> keys;
  if (const auto entries = parse_dotenv(made.text); entries && !made.kept.keys.empty())
    for (const auto& entry : *entries)
      if (made.kept.keys.count(entry.key) != 0) keys[entry.key] = !dotenv_value(made.text, entry).empty();
  for (const auto& one : made.supply.given) keys[one.key] = !one.value.empty();
  for (const auto& file : made.secret_files) keys[file.key] = !file.content.view().empty();
  return keys;
}

std::string name_of_template(const Situation& situation) {
  const auto& path = situation.args.template_file;
  if (path) return situation.words.name("template") + " ('" + path->string() + "')";
  return situation.words.name("template_content");
}

void check_declared(const Rendered& made, Situation& situation, Findings& findings) {
  if (situation.args.undeclared != "fail" || !situation.args.has_template()) return;
  const auto declared = parse_dotenv(made.text);
  if (!declared) return;  // the render has read it
  std::set<std::string_view> known;
  for (const auto& entry : *declared) known.insert(entry.key);
  std::vector<std::string> missing;
  for (const auto& one : made.supply.given)
    if (known.count(one.key) == 0) missing.push_back(one.key);
  if (missing.empty()) return;
  situation.missing_keys.insert(missing.begin(), missing.end());
  findings.add(
      name_of_template(situation) + " has no line for " + joined(missing, ", ") + ", which is supplied",
      "add a line `" + missing.front() + "=` to the template, or do not supply it");
}

void remember(const Rendered& made, Situation& situation) {
  situation.env_text = made.text;
  for (const auto& file : made.secret_files) situation.secret_files.insert(file.path.lexically_normal());
  situation.secrets = made.secrets;
}

}  // namespace

void check_env(Situation& situation, Findings& findings) {
  if (!situation.is_deploy()) return;
  const Args& args = situation.args;
  const Path dest = env_file_of(situation.project);
  const auto fail = [&](const Error& error) {
    situation.env_is_known = false;
    findings.add(situation.words.sentence(error.message), "without it no .env can be written");
  };
  const auto old = read_if_present(situation.system.files, dest);
  if (!old) return fail(old.error());
  const auto made = env_file::render(lenient(args), dest, *old, situation.system);
  if (!made) return fail(made.error());
  situation.env_keys = keys_of(*made);
  check_declared(*made, situation, findings);
  if (args.describe_a_file()) remember(*made, situation);
}

}  // namespace slipway::stack_check
