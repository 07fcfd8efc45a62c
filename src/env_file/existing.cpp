#include "env_file/existing.hpp"

#include <algorithm>

#include "dotenv/existing.hpp"

namespace slipway::env_file {
namespace {

tl::unexpected<Error> fail_keeping(const OldFile& old, const Error& cause) {
  return fail("existing: the lines of '" + old.path.string() + "' cannot stay: " + cause.message +
              "; mend it, or set existing to drop to replace the file");
}

/// The statements that nobody supplies or declares.
struct LeftOver {
  std::vector<DotenvEntry> entries;
  std::set<std::string> doubtful;
};

Expected<LeftOver> left_over_of(std::string_view old, const Rendered& made) {
  TRY_ASSIGN(const auto entries, parse_dotenv(old));
  TRY_ASSIGN(const auto declared, parse_dotenv(made.text));
  std::set<std::string_view> known;
  for (const auto& entry : declared) known.insert(entry.key);
  const auto doubtful = doubtful_statements(old, entries);
  LeftOver left;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (known.count(entries[i].key) != 0 || is_supplied(entries[i].key, made)) continue;
    left.entries.push_back(entries[i]);
    if (doubtful[i]) left.doubtful.insert(entries[i].key);
  }
  return left;
}

/// "MAIL_HOST, MAIL_PORT and 2 that may be pieces of a value"
std::string names_of(const LeftOver& left) {
  std::vector<std::string> names;
  for (const auto& entry : left.entries)
    if (left.doubtful.count(entry.key) == 0 && std::count(names.begin(), names.end(), entry.key) == 0)
      names.push_back(entry.key);
  std::string text;
  for (const auto& name : names) text += (text.empty() ? "" : ", ") + name;
  if (left.doubtful.empty()) return text;
  return text + (text.empty() ? "" : " and ") + std::to_string(left.doubtful.size()) +
         " that may be pieces of a value";
}

Expected<void> keep(const LeftOver& left, std::string_view old, Rendered& made) {
  TRY(check_declared_once(left.entries));
  for (const auto& entry : left.entries) made.kept.keys.insert(entry.key);
  made.kept.doubtful = left.doubtful;
  made.kept.own_text = made.text;
  TRY_ASSIGN(made.text, with_lines_of(old, made.text, [&](const DotenvEntry& entry) {
               return made.kept.keys.count(entry.key) != 0;
             }));
  return {};
}

}  // namespace

bool is_supplied(const std::string& key, const Rendered& made) {
  return made.supply.find(key) != nullptr || std::any_of(made.secret_files.begin(), made.secret_files.end(),
                                                         [&](const auto& file) { return file.key == key; });
}

Existing existing_of(const Options& options) {
  if (!options.existing) return options.has_template() ? Existing::drop : Existing::keep;
  if (*options.existing == "keep") return Existing::keep;
  return *options.existing == "drop" ? Existing::drop : Existing::fail;
}

Expected<void> start_from_existing(const OldFile& old, Rendered& made) {
  const auto entries = parse_dotenv(old.text);
  if (!entries) return fail_keeping(old, entries.error());
  if (const auto once = check_declared_once(*entries); !once) return fail_keeping(old, once.error());
  const auto doubtful = doubtful_statements(old.text, *entries);
  for (std::size_t i = 0; i < entries->size(); ++i) {
    const std::string& key = (*entries)[i].key;
    if (is_supplied(key, made)) continue;
    made.kept.keys.insert(key);
    if (doubtful[i]) made.kept.doubtful.insert(key);
  }
  made.kept.own_text = "";
  made.text = old.text;
  return {};
}

Expected<void> decide_existing(Existing existing, const OldFile& old, Rendered& made) {
  const auto left = left_over_of(old.text, made);
  if (!left && existing == Existing::drop) {
    made.warnings.push_back("existing: '" + old.path.string() + "' is no env file that Compose reads (" +
                            left.error().message + "), and all of it goes");
    return {};
  }
  if (!left) return fail_keeping(old, left.error());
  if (left->entries.empty()) return {};
  if (existing == Existing::keep) {
    const auto kept = keep(*left, old.text, made);
    return kept ? kept : fail_keeping(old, kept.error());
  }
  const std::string name = "'" + old.path.string() + "'";
  const std::string names = names_of(*left);
  if (existing == Existing::fail)
    return fail("existing: nobody supplies or declares these keys of " + name + ": " + names +
                "; supply them, add them to the template, or set existing to keep or drop");
  made.warnings.push_back("existing: nobody supplies or declares these keys of " + name +
                          ", so their lines go: " + names + "; set existing to keep to leave them");
  return {};
}

}  // namespace slipway::env_file
