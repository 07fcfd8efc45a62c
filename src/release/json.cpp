#include "release/json.hpp"

namespace slipway {

namespace {

using Json = nlohmann::ordered_json;

constexpr int deepest_nesting = 64;

bool is_shallow(int depth, Json::parse_event_t /*event*/, const Json& /*value*/) {
  if (depth > deepest_nesting)
    throw std::out_of_range("it is nested deeper than " + std::to_string(deepest_nesting) + " levels");
  return true;
}

}  // namespace

Json parse_shallow(const std::string& text) {
  return Json::parse(text, is_shallow);
}

const Json& list_in(const Json& json, const char* name) {
  const Json& list = json.at(name);
  if (!list.is_array()) throw std::out_of_range(std::string(name) + " is no JSON array");
  return list;
}

Json optional_to_json(const std::optional<std::string>& text) {
  return text ? Json(*text) : Json(nullptr);
}

std::optional<std::string> optional_text(const Json& value) {
  if (value.is_null()) return std::nullopt;
  return value.get<std::string>();
}

Json text_or_null(const std::string& text) {
  return text.empty() ? Json(nullptr) : Json(text);
}

std::string text_if_there(const Json& json, const char* key) {
  return json.contains(key) ? optional_text(json.at(key)).value_or("") : "";
}

Json texts_to_json(const Metadata& texts) {
  Json json = Json::object();
  for (const auto& [key, value] : texts) json[key] = value;
  return json;
}

Metadata texts_in(const Json& json, const char* name) {
  const Json& object = json.at(name);
  if (!object.is_object()) throw std::out_of_range(std::string(name) + " is no JSON object");
  Metadata texts;
  for (const auto& [key, value] : object.items()) texts.emplace_back(key, value.get<std::string>());
  return texts;
}

Json restores_to_json(const std::optional<Restores>& restores) {
  if (!restores) return nullptr;
  return {{"release", restores->release},
          {"to", to_text(restores->to)},
          {"makes_live", optional_to_json(restores->makes_live)}};
}

Expected<std::optional<Restores>> restores_from_json(const Json& json) {
  if (json.is_null()) return std::nullopt;
  TRY_ASSIGN(const FileSet to, file_set(json.at("to").get<std::string>()));
  return Restores{json.at("release").get<std::string>(), to, optional_text(json.at("makes_live"))};
}

Json rerun_to_json(const std::optional<Rerun>& rerun) {
  if (!rerun) return nullptr;
  return {{"owner", rerun->owner}, {"started", rerun->started}, {"failed", text_or_null(rerun->failed)}};
}

std::optional<Rerun> rerun_from_json(const Json& json) {
  if (!json.contains("rerun") || json.at("rerun").is_null()) return std::nullopt;
  const Json& rerun = json.at("rerun");
  return Rerun{rerun.at("owner").get<std::string>(), rerun.at("started").get<std::string>(),
               text_if_there(rerun, "failed")};
}

Json failure_to_json(const Release& release) {
  if (release.failure_sha256.empty()) return nullptr;
  return {{"file", "failure.json"},
          {"sha256", release.failure_sha256},
          {"cause", text_or_null(release.failure_cause)}};
}

void read_failure(const Json& json, Release& release) {
  const Json failure = json.value("failure", Json());
  if (failure.is_null()) return;
  release.failure_sha256 = failure.at("sha256").get<std::string>();
  release.failure_cause = text_if_there(failure, "cause");
}

Json take_overs_to_json(const std::vector<TakeOver>& take_overs) {
  Json json = Json::array();
  for (const auto& one : take_overs) json.push_back({{"from", one.from}, {"by", one.by}, {"at", one.at}});
  return json;
}

std::vector<TakeOver> take_overs_from_json(const Json& json) {
  std::vector<TakeOver> take_overs;
  if (!json.contains("taken_over")) return take_overs;
  for (const auto& one : list_in(json, "taken_over"))
    take_overs.push_back({one.at("from").get<std::string>(), one.at("by").get<std::string>(),
                          one.at("at").get<std::string>()});
  return take_overs;
}

Json watch_to_json(const std::optional<WatchedTraffic>& watch) {
  if (!watch) return {};
  return {{"requests", watch->requests}, {"failed", watch->failed}, {"longest_gap", watch->longest_gap}};
}

std::optional<WatchedTraffic> watch_from_json(const Json& json) {
  if (!json.is_object()) return std::nullopt;
  const Json requests = json.value("requests", Json()), failed = json.value("failed", Json()),
             gap = json.value("longest_gap", Json());
  if (!requests.is_number_integer() || !failed.is_number_integer() || !gap.is_number()) return std::nullopt;
  return WatchedTraffic{requests.get<long>(), failed.get<long>(), gap.get<double>()};
}

Json timeline_to_json(const std::vector<TimelineEntry>& timeline) {
  Json json = Json::array();
  for (const auto& entry : timeline) {
    json.push_back({{"step", entry.step},
                    {"outcome", entry.outcome},
                    {"started", text_or_null(entry.started)},
                    {"ended", text_or_null(entry.ended)}});
    if (entry.watch) json.back()["watch"] = watch_to_json(entry.watch);
  }
  return json;
}

std::vector<TimelineEntry> timeline_from_json(const Json& json) {
  std::vector<TimelineEntry> timeline;
  if (json.contains("steps"))
    for (auto& [step, outcome] : texts_in(json, "steps")) timeline.push_back({step, outcome, "", ""});
  if (!json.contains("timeline")) return timeline;
  for (const auto& entry : list_in(json, "timeline"))
    timeline.push_back({entry.at("step").get<std::string>(), entry.at("outcome").get<std::string>(),
                        text_if_there(entry, "started"), text_if_there(entry, "ended"),
                        watch_from_json(entry.value("watch", Json()))});
  return timeline;
}

}  // namespace slipway
