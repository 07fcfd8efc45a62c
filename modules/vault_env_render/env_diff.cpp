#include "vault_env_render/env_diff.hpp"

#include <functional>
#include <map>

#include "ansible/censor.hpp"
#include "dotenv/mask.hpp"

namespace slipway::vault_env_render {
namespace {

constexpr std::string_view kUnreadable =
    "(the file that stands there is no env file; its content is not shown)\n";

/// An env file's statements by name; the last one of a name counts.
using Statements = std::map<std::string, std::string, std::less<>>;

struct Side {
  std::string_view text;
  std::vector<DotenvEntry> entries;
  Statements statements;
};

std::string statement(std::string_view text, const DotenvEntry& entry) {
  return std::string(text.substr(entry.key_begin, entry.value_end - entry.key_begin));
}

Expected<Side> side_of(std::string_view text) {
  TRY_ASSIGN(auto entries, parse_dotenv(text));
  Side side{text, std::move(entries), {}};
  for (const auto& entry : side.entries) side.statements[entry.key] = statement(text, entry);
  return side;
}

/// What stands in place of a masked value; `other` is the other side of the diff.
std::string masked(const Side& here, const DotenvEntry& entry, const Side& other, const char* marker) {
  const auto counterpart = other.statements.find(entry.key);
  const bool differs =
      counterpart != other.statements.end() && counterpart->second != statement(here.text, entry);
  return std::string(kMaskedValue) + (differs ? marker : "");
}

/// Whose values may be seen, and whose not.
struct Rules {
  const std::set<std::string>& plain_keys;
  const std::set<std::string>& secret_keys;
  ansible::Censor censor;

  bool hides(const Side& side, const DotenvEntry& entry) const {
    if (secret_keys.count(entry.key) != 0) return true;
    const std::string value = dotenv_value(side.text, entry);
    return censor.text(value) != value;
  }
};

std::string shown_after(const Side& after, const Side& before, const Rules& rules) {
  const DotenvMask mask{[&](const DotenvEntry& entry) -> std::optional<std::string> {
                          if (!rules.hides(after, entry)) return std::nullopt;
                          return masked(after, entry, before, " (new)");
                        },
                        [](std::string_view) { return true; }, [](const DotenvEntry&) { return true; }};
  return masked_dotenv(after.text, mask).value_or(std::string(kUnreadable));
}

std::string shown_before(const Side& before, const Side& after, const Rules& rules) {
  const auto may_be_seen = [&](const DotenvEntry& entry) {
    if (rules.hides(before, entry)) return false;
    if (rules.plain_keys.count(entry.key) != 0) return true;
    const auto same = after.statements.find(entry.key);
    return same != after.statements.end() && same->second == statement(before.text, entry);
  };
  const auto comments = dotenv_comments(after.text, after.entries);
  const std::set<std::string_view> known(comments.begin(), comments.end());
  const DotenvMask mask{[&](const DotenvEntry& entry) -> std::optional<std::string> {
                          if (may_be_seen(entry)) return std::nullopt;
                          return masked(before, entry, after, " (old)");
                        },
                        [&](std::string_view comment) { return known.count(comment) != 0; },
                        [&](const DotenvEntry& entry) { return after.statements.count(entry.key) != 0; }};
  return masked_dotenv(before.text, mask).value_or(std::string(kUnreadable));
}

}  // namespace

ShownChange shown_change(const std::optional<std::string>& before, std::string_view after,
                         const std::set<std::string>& plain_keys, const std::set<std::string>& secret_keys,
                         const std::vector<std::string>& secrets) {
  const Rules rules{plain_keys, secret_keys, ansible::Censor(secrets)};
  const auto new_side = side_of(after).value_or(Side{});
  const auto old_side = side_of(before ? std::string_view(*before) : std::string_view());
  ShownChange change{"", shown_after(new_side, old_side.value_or(Side{}), rules)};
  if (!old_side)
    change.before = kUnreadable;
  else
    change.before = shown_before(*old_side, new_side, rules);
  return change;
}

}  // namespace slipway::vault_env_render
