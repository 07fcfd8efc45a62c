// The parts of a manifest as JSON. What is not as it should be throws; release_manifest.cpp catches.
#pragma once

#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "release/release.hpp"

namespace slipway {

/// The library would make some other number of 1.5, 1e300 or -1. The highest uid is none: chown(2) takes it
/// for "leave it as it is".
template <class Number>
Number whole_number(const nlohmann::ordered_json& json, const char* name) {
  const auto& value = json.at(name);
  if (!value.is_number_unsigned() || value.get<std::uint64_t>() >= std::numeric_limits<Number>::max())
    throw std::out_of_range(std::string(name) + " is no whole number, or one that is too great");
  return value.get<Number>();
}

/// JSON as a record has it, nested 64 levels deep at most: a copy of a value takes as much stack as it is
/// deep.
nlohmann::ordered_json parse_shallow(const std::string& text);

/// What is not one throws: null or a text would read as a list of nothing, and restore nothing.
const nlohmann::ordered_json& list_in(const nlohmann::ordered_json& json, const char* name);

/// Null for a text that is not there, and back.
nlohmann::ordered_json optional_to_json(const std::optional<std::string>& text);
std::optional<std::string> optional_text(const nlohmann::ordered_json& value);

/// Null for an empty text, and back; "" when the key is not there either.
nlohmann::ordered_json text_or_null(const std::string& text);
std::string text_if_there(const nlohmann::ordered_json& json, const char* key);

/// Keys and texts in their order.
nlohmann::ordered_json texts_to_json(const Metadata& texts);
Metadata texts_in(const nlohmann::ordered_json& json, const char* name);

nlohmann::ordered_json state_to_json(const StackState& stack);
StackState state_from_json(const nlohmann::ordered_json& json);

nlohmann::ordered_json restores_to_json(const std::optional<Restores>& restores);
Expected<std::optional<Restores>> restores_from_json(const nlohmann::ordered_json& json);

/// `json`: the manifest; one of schema 1 has none of them.
nlohmann::ordered_json rerun_to_json(const std::optional<Rerun>& rerun);
std::optional<Rerun> rerun_from_json(const nlohmann::ordered_json& json);
nlohmann::ordered_json failure_to_json(const Release& release);
void read_failure(const nlohmann::ordered_json& json, Release& release);
nlohmann::ordered_json take_overs_to_json(const std::vector<TakeOver>& take_overs);
std::vector<TakeOver> take_overs_from_json(const nlohmann::ordered_json& json);
/// Null when nothing was watched.
nlohmann::ordered_json watch_to_json(const std::optional<WatchedTraffic>& watch);

/// nullopt of anything but such an object; it may have further members.
std::optional<WatchedTraffic> watch_from_json(const nlohmann::ordered_json& json);

nlohmann::ordered_json timeline_to_json(const std::vector<TimelineEntry>& timeline);

/// Of a manifest of before: what stands in its `steps`, each with the outcome alone.
std::vector<TimelineEntry> timeline_from_json(const nlohmann::ordered_json& json);

}  // namespace slipway
