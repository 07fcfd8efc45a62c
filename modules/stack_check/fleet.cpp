#include "stack_check/fleet.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "util/excerpt.hpp"
#include "util/joined.hpp"

namespace slipway::stack_check {
namespace {

using Names = std::vector<std::string>;

bool has(const Names& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// So many at most.
Names first_of(const Names& names, std::size_t number) {
  const auto taken = static_cast<std::ptrdiff_t>(std::min(number, names.size()));
  return {names.begin(), names.begin() + taken};
}

std::optional<std::size_t> number_in(const std::string& text) {
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

/// How many hosts "3" or "25%" of so many are.
Expected<std::size_t> size_of(const std::string& text, std::size_t all) {
  const bool is_percentage = text.ends_with('%');
  const auto number = number_in(is_percentage ? text.substr(0, text.size() - 1) : text);
  if (!number || (is_percentage && *number > 100))
    return fail("serial holds '" + excerpt(text) +
                "'; give numbers of hosts, or percentages up to 100%, as [1, 25%]");
  if (!is_percentage) return *number == 0 ? all : *number;
  return std::max<std::size_t>(1, all * *number / 100);
}

Expected<Names> canaries_of(const Fleet& fleet) {
  const Names& told = fleet.canary_hosts;
  if (told.size() == 1 && !has(fleet.hosts, told.front()))
    if (const auto number = number_in(told.front())) return first_of(fleet.hosts, *number);
  Names canaries;
  Names strangers;
  for (const auto& name : told) {
    if (!has(fleet.hosts, name)) strangers.push_back("'" + excerpt(name) + "'");
    if (!has(canaries, name)) canaries.push_back(name);
  }
  if (strangers.empty()) return canaries;
  return fail("canary_hosts names " + joined(strangers, ", ") +
              ", of which this play knows nothing; give names of its hosts, or how many of them");
}

}  // namespace

std::vector<ansible::Option<Fleet>> fleet_lines() {
  using ansible::option;
  return {option("hosts", &Fleet::hosts, "all of them, in the order in which they get it").required(),
          option("canary_hosts", &Fleet::canary_hosts, "those that get it first: names, or how many"),
          option("serial", &Fleet::serial,
                 "how many get it at a time: numbers, or percentages of all; the last one goes on")};
}

Expected<Batches> batches_of(const Fleet& fleet) {
  TRY_ASSIGN(const Names canaries, canaries_of(fleet));
  std::vector<std::size_t> sizes;
  for (const auto& text : fleet.serial) {
    TRY_ASSIGN(const std::size_t size, size_of(text, fleet.hosts.size()));
    sizes.push_back(size);
  }
  Batches batches;
  if (!canaries.empty()) batches.push_back(canaries);
  Names left;
  std::copy_if(fleet.hosts.begin(), fleet.hosts.end(), std::back_inserter(left),
               [&](const std::string& host) { return !has(canaries, host); });
  if (sizes.empty()) sizes.push_back(left.size());
  for (std::size_t cut = 0; !left.empty(); cut = std::min(cut + 1, sizes.size() - 1)) {
    batches.push_back(first_of(left, sizes[cut]));
    left.erase(left.begin(), left.begin() + std::ssize(batches.back()));
  }
  return batches;
}

}  // namespace slipway::stack_check
