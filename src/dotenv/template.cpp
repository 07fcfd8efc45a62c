#include "dotenv/template.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "dotenv/characters.hpp"
#include "dotenv/dotenv.hpp"
#include "dotenv/existing.hpp"
#include "util/foreign.hpp"

namespace slipway {
namespace {

using Values = std::map<std::string, std::string, std::less<>>;

Expected<Values> checked(const std::vector<DotenvAssignment>& given) {
  Values values;
  for (const auto& [key, value] : given) {
    if (!is_dotenv_key(key))
      return fail(
          "the key '" + foreign(key) +
          "' is no name that Compose reads: use letters, digits, '_', '.' or '-', and no digit first");
    if (const auto outcome = check_dotenv_value(value); !outcome)
      return fail_while("the value of " + key, outcome.error());
    if (!values.emplace(key, value).second) return fail(key + " is given twice; give it once");
  }
  return values;
}

/// The given keys that no entry declares, in the order given.
std::vector<DotenvAssignment> not_declared(const std::vector<DotenvAssignment>& given,
                                           const std::vector<DotenvEntry>& entries) {
  std::set<std::string_view> declared;
  for (const auto& entry : entries) declared.insert(entry.key);
  std::vector<DotenvAssignment> rest;
  std::copy_if(given.begin(), given.end(), std::back_inserter(rest),
               [&](const auto& one) { return declared.count(one.key) == 0; });
  return rest;
}

tl::unexpected<Error> fail_undeclared(const std::vector<DotenvAssignment>& keys) {
  std::string names;
  for (const auto& one : keys) names += (names.empty() ? "" : ", ") + one.key;
  return fail("it does not declare " + names + "; add a line `" + keys.front().key +
              "=` to it, or set undeclared to append or ignore");
}

/// The bytes that a new value takes the place of. `KEY= # comment` has an empty place before the comment.
std::pair<std::size_t, std::size_t> place_of_value(std::string_view text, const DotenvEntry& entry) {
  const bool comment = entry.quotes == DotenvQuotes::none && entry.value_begin > entry.after_separator &&
                       text[entry.value_begin] == '#';
  if (comment) return {entry.after_separator, entry.after_separator};
  return {entry.value_begin, entry.value_end};
}

/// Whether an unquoted value would end where it should: only blanks follow on the line, or a ` #` comment.
bool ends_by_itself(std::string_view rest) {
  rest = rest.substr(0, rest.find('\n'));
  const std::size_t comment = rest.find(" #");
  return dotenv::without_trailing_space(rest.substr(0, comment)).empty();
}

std::string written(const std::string& value, std::string_view rest) {
  // Compose reads `KEY= # comment` as a value, so an empty one needs its quotes there.
  const bool only_blanks = dotenv::without_trailing_space(rest.substr(0, rest.find('\n'))).empty();
  const bool plain = is_plain_dotenv_value(value) && ends_by_itself(rest) && (!value.empty() || only_blanks);
  return plain ? value : quoted_dotenv_value(value);
}

std::string substituted(std::string_view text, const std::vector<DotenvEntry>& entries,
                        const Values& values) {
  std::string result;
  std::size_t copied = 0;
  for (const auto& entry : entries) {
    const auto value = values.find(entry.key);
    if (value == values.end()) continue;
    const auto [begin, end] = place_of_value(text, entry);
    result += text.substr(copied, begin - copied);
    if (entry.bare) result += '=';
    result += written(value->second, text.substr(end));
    copied = end;
  }
  return result += text.substr(copied);
}

void append(std::string& text, const std::vector<DotenvAssignment>& keys) {
  const std::size_t first_break = text.find('\n');
  const bool crlf = first_break != std::string::npos && first_break > 0 && text[first_break - 1] == '\r';
  const std::string line_break = crlf ? "\r\n" : "\n";
  if (!keys.empty() && !text.empty() && text.back() != '\n') text += line_break;
  for (const auto& [key, value] : keys)
    text.append(key).append("=").append(written(value, "")).append(line_break);
}

Expected<void> check_reads_back(std::string_view text, const std::vector<DotenvEntry>& before,
                                std::string_view result, const Values& values, std::size_t appended) {
  TRY_ASSIGN(const auto after, parse_dotenv(result));
  if (after.size() != before.size() + appended)
    return fail("the file would not hold the keys that it should");
  for (std::size_t i = 0; i < after.size(); ++i) {
    const auto value = values.find(after[i].key);
    const bool kept = i >= before.size() || before[i].key == after[i].key;
    const bool right = value == values.end()
                           ? i < before.size() && statement(text, before[i]) == statement(result, after[i])
                           : !after[i].bare && dotenv_value(result, after[i]) == value->second;
    if (!kept || !right) return fail("Compose would not read " + after[i].key + " as it was given");
  }
  return {};
}

}  // namespace

Expected<std::string> render_dotenv(std::string_view text, const std::vector<DotenvAssignment>& given,
                                    Undeclared undeclared) {
  TRY_ASSIGN(const Values values, checked(given));
  TRY_ASSIGN(const auto entries, parse_dotenv(text));
  TRY(check_declared_once(entries));
  std::vector<DotenvAssignment> rest = not_declared(given, entries);
  if (!rest.empty() && undeclared == Undeclared::fail) return fail_undeclared(rest);
  if (undeclared == Undeclared::ignore) rest.clear();
  std::string result = substituted(text, entries, values);
  append(result, rest);
  if (const auto outcome = check_reads_back(text, entries, result, values, rest.size()); !outcome)
    return fail_while("the result does not read back, so nothing is written", outcome.error());
  return result;
}

}  // namespace slipway
