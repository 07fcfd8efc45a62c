#include "compose/interpolation.hpp"

#include <vector>

#include "compose/image_reference.hpp"

namespace slipway {
namespace {

using Values = std::map<std::string, std::string>;

/// What is between the braces of `${NAME:-rest}`, or behind the `$`, cut behind the name.
struct Interpolation {
  std::string name;
  std::string_view rest;
};

Interpolation read(std::string_view written) {
  std::string_view inside = written.substr(1);
  if (inside.substr(0, 1) == "{") {
    inside.remove_prefix(1);
    if (!inside.empty() && inside.back() == '}') inside.remove_suffix(1);
  }
  std::size_t end = 0;
  while (end < inside.size() && is_variable_character(inside[end])) ++end;
  return {std::string(inside.substr(0, end)), inside.substr(end)};
}

/// Whether a variable that is set, and is not empty, stands for its own value: all forms but `:+` and `+`.
bool stands_for_its_value(const Interpolation& one) {
  if (one.name.empty()) return false;
  const std::string_view sign = one.rest.substr(0, one.rest.substr(0, 1) == ":" ? 2 : 1);
  return sign.empty() || sign == ":-" || sign == "-" || sign == ":?" || sign == "?";
}

/// A text with variables, cut at them: one more literal than there are variables.
struct Template {
  std::vector<std::string> literals{""};
  std::vector<std::string_view> variables;
};

Template cut(std::string_view text) {
  Template made;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text[at] == '$' ? interpolation_end(text, at) : at + 1;
    if (text[at] == '$' && text.substr(at, 2) != "$$") {
      made.variables.push_back(text.substr(at, end - at));
      made.literals.emplace_back();
    } else {
      made.literals.back().append(text.substr(at, end - at));
    }
    at = end;
  }
  return made;
}

struct Suffix {
  std::string_view tag;
  std::string_view digest;
};

Suffix parts_of(std::string_view suffix) {
  std::size_t at = 0;
  while (at < suffix.size() && suffix[at] != '@')
    at = suffix[at] == '$' ? interpolation_end(suffix, at) : at + 1;
  const auto tag = suffix.substr(0, at);
  const auto digest = suffix.substr(at);
  return {tag.substr(tag.empty() ? 0 : 1), digest.substr(digest.empty() ? 0 : 1)};
}

std::string quoted_as_it_is(std::string_view text) {
  return "'" + std::string(text) + "'";
}

tl::unexpected<Error> fail_several(const std::vector<std::string_view>& variables) {
  std::string names;
  for (const auto& one : variables) names += (names.empty() ? "" : " and ") + read(one).name;
  return fail("it is made of several variables, " + names);
}

/// Adds the value by which one part, a tag or a digest, becomes another.
Expected<void> match(std::string_view written, std::string_view wanted, Values& values) {
  if (written == wanted) return {};
  const Template pieces = cut(written);
  if (pieces.variables.empty()) return fail(quoted_as_it_is(written) + " is written out in it");
  if (pieces.variables.size() > 1) return fail_several(pieces.variables);
  const Interpolation variable = read(pieces.variables.front());
  if (!stands_for_its_value(variable))
    return fail(quoted_as_it_is(pieces.variables.front()) + " does not stand for the value of its variable");
  const std::string& head = pieces.literals.front();
  const std::string& tail = pieces.literals.back();
  if (wanted.size() <= head.size() + tail.size() || !wanted.starts_with(head) || !wanted.ends_with(tail))
    return fail("what is written out around the variable " + variable.name + " differs from " +
                quoted_as_it_is(wanted));
  const std::string value(wanted.substr(head.size(), wanted.size() - head.size() - tail.size()));
  const auto [known, is_new] = values.emplace(variable.name, value);
  if (!is_new && known->second != value)
    return fail("the variable " + variable.name + " would need two values");
  return {};
}

}  // namespace

// What is nested in a default is found on the way: each text is read once.
std::set<std::string> variables_in(std::string_view text) {
  std::set<std::string> names;
  for (auto at = text.find('$'); at < text.size(); at = text.find('$', at)) {
    const bool escaped = text.substr(at, 2) == "$$";
    at += escaped || text.substr(at, 2) == "${" ? 2U : 1U;
    const std::size_t begin = at;
    while (at < text.size() && is_variable_character(text[at])) ++at;
    if (!escaped && at > begin) names.emplace(text.substr(begin, at - begin));
  }
  return names;
}

std::string_view digest_in(std::string_view suffix) {
  return parts_of(suffix).digest;
}

Expected<Values> variables_for(std::string_view written, std::string_view wanted) {
  const Suffix from = parts_of(written);
  const Suffix to = parts_of(wanted);
  if (from.tag.empty() != to.tag.empty())
    return fail(from.tag.empty() ? "it has no tag" : "it has a tag, which would stay");
  if (from.digest.empty() != to.digest.empty())
    return fail(from.digest.empty() ? "it has no digest" : "it has a digest, which would stay");
  Values values;
  TRY(match(from.tag, to.tag, values));
  TRY(match(from.digest, to.digest, values));
  return values;
}

}  // namespace slipway
