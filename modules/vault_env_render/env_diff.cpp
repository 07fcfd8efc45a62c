#include "vault_env_render/env_diff.hpp"

#include <functional>
#include <map>

#include "dotenv/mask.hpp"

namespace slipway::vault_env_render {
namespace {

constexpr std::string_view unreadable =
    "(the file that stands there is no env file; its content is not shown)\n";

/// An env file's statements by name; the last one of a name counts.
using Statements = std::map<std::string, std::string, std::less<>>;

struct Side {
  std::string_view text;
  std::vector<DotenvEntry> entries;
  Statements statements;
};

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
  return std::string(masked_value) + (differs ? marker : "");
}

/// What may be seen, and what not.
class Rules {
 public:
  Rules(const Origins& origins, const Side& before, const Side& after)
      : origins_(origins), before_(before), after_(after), mask_(origins.secrets) {
    // What is kept was written by others, its comments, too.
    const std::string_view own =
        origins.kept.own_text ? std::string_view(*origins.kept.own_text) : after.text;
    if (const auto entries = parse_dotenv(own))
      for (const auto comment : dotenv_comments(own, *entries)) comments_.insert(comment);
  }

  std::string shown_before() const {
    const auto sees = [&](const DotenvEntry& entry) {
      if (hides(before_, entry) || is_kept(entry)) return false;
      if (origins_.plain_keys.count(entry.key) != 0) return true;
      const auto same = after_.statements.find(entry.key);
      return same != after_.statements.end() && same->second == statement(before_.text, entry);
    };
    return shown(before_, after_, " (old)", sees);
  }

  std::string shown_after() const {
    const auto sees = [&](const DotenvEntry& entry) { return !hides(after_, entry) && !is_kept(entry); };
    return shown(after_, before_, " (new)", sees);
  }

 private:
  bool is_kept(const DotenvEntry& entry) const { return origins_.kept.keys.count(entry.key) != 0; }

  bool hides(const Side& side, const DotenvEntry& entry) const {
    if (origins_.secret_keys.count(entry.key) != 0) return true;
    const std::string value = dotenv_value(side.text, entry);
    return mask_.text(value) != value;
  }

  std::string shown(const Side& side, const Side& other, const char* marker,
                    const std::function<bool(const DotenvEntry&)>& sees) const {
    const DotenvMask mask{[&](const DotenvEntry& entry) -> std::optional<std::string> {
                            if (sees(entry)) return std::nullopt;
                            return masked(side, entry, other, marker);
                          },
                          [&](std::string_view comment) { return comments_.count(comment) != 0; },
                          [&](const DotenvEntry& entry) {
                            return after_.statements.count(entry.key) != 0 &&
                                   origins_.kept.doubtful.count(entry.key) == 0;
                          },
                          mask_};
    return masked_dotenv(side.text, mask).value_or(std::string(unreadable));
  }

  const Origins& origins_;
  const Side& before_;
  const Side& after_;
  Mask mask_;
  std::set<std::string_view> comments_;
};

}  // namespace

ShownChange shown_change(const std::optional<std::string>& before, std::string_view after,
                         const Origins& origins) {
  const auto new_side = side_of(after).value_or(Side{});
  const auto old_side = side_of(before ? std::string_view(*before) : std::string_view());
  const Side readable = old_side.value_or(Side{});
  const Rules rules(origins, readable, new_side);
  return {old_side ? rules.shown_before() : std::string(unreadable), rules.shown_after()};
}

}  // namespace slipway::vault_env_render
