#include "env_file/replaced.hpp"

#include <map>

#include "dotenv/dotenv.hpp"
#include "util/joined.hpp"

namespace slipway::env_file {
namespace {

struct Replaced {
  std::vector<std::string> emptied;
  std::vector<std::string> changed;
};

Replaced replaced_by(const Rendered& made, std::string_view old, const std::vector<DotenvEntry>& entries,
                     const std::vector<DotenvEntry>& declared) {
  std::map<std::string_view, std::string> before;
  for (const auto& entry : entries)
    if (!entry.bare) before[entry.key] = dotenv_value(old, entry);
  Replaced replaced;
  for (const auto& entry : declared) {
    const auto found = before.find(entry.key);
    if (entry.bare || found == before.end() || found->second.empty() || is_supplied(entry.key, made))
      continue;
    const std::string value = dotenv_value(made.text, entry);
    if (value.empty()) replaced.emptied.push_back(entry.key);
    if (!value.empty() && value != found->second) replaced.changed.push_back(entry.key);
  }
  for (auto& [key, value] : before) wipe(value);
  return replaced;
}

}  // namespace

Expected<void> check_replaced(Existing existing, const OldFile& old, Rendered& made) {
  const auto entries = parse_dotenv(old.text);
  if (!entries) return {};
  TRY_ASSIGN(const auto declared, parse_dotenv(made.text));
  const Replaced replaced = replaced_by(made, old.text, *entries, declared);
  const std::string name = "'" + old.path.string() + "'";
  if (!replaced.emptied.empty() && existing == Existing::keep)
    return fail("the template has no value for keys that have one in " + name +
                ", and nobody supplies one: " + joined(replaced.emptied, ", ") +
                "; supply them, or take their lines out of the template");
  if (!replaced.emptied.empty())
    made.warnings.push_back("the template empties keys of " + name +
                            " that nobody supplies: " + joined(replaced.emptied, ", "));
  if (!replaced.changed.empty())
    made.warnings.push_back("the template gives keys of " + name +
                            " another value than they have there: " + joined(replaced.changed, ", "));
  return {};
}

}  // namespace slipway::env_file
