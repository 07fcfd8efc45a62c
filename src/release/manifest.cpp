// manifest.json: a Release to JSON and back. Of what it consists: release_json.cpp.
#include <exception>

#include "release/json.hpp"
#include "util/excerpt.hpp"

namespace slipway {
namespace {

using Json = nlohmann::ordered_json;

constexpr int newest_schema = 2;
constexpr const char* schema_key =
    "slipway_release";  // tells a manifest of ours from any other manifest.json

Expected<void> read_story(const Json& json, Release& release) {
  release.owner = json.at("owner").get<std::string>();
  release.user = text_if_there(json, "user");
  release.host = text_if_there(json, "host");
  release.started = json.at("started").get<std::string>();
  release.resumed = text_if_there(json, "resumed");
  release.finished = text_if_there(json, "finished");
  release.live_before = optional_text(json.at("live_before"));
  release.first = json.at("first").get<bool>();
  TRY_ASSIGN(release.restores, restores_from_json(json.at("restores")));
  release.rerun = rerun_from_json(json);
  release.taken_over = take_overs_from_json(json);
  return {};
}

Expected<Release> release_from_json(const Json& json) {
  Release release;
  release.name = json.at("name").get<std::string>();
  release.sequence = whole_number<long>(json, "sequence");
  if (release.sequence > highest_sequence)
    return fail("its sequence number " + std::to_string(release.sequence) + " is too great");
  TRY_ASSIGN(release.kind, release_kind(json.at("kind").get<std::string>()));
  TRY_ASSIGN(release.state, release_state(json.at("state").get<std::string>()));
  release.project = json.at("project").get<std::string>();
  release.project_src = json.at("project_src").get<std::string>();
  release.compose_files = json.at("compose_files").get<std::vector<std::string>>();
  TRY(read_story(json, release));
  release.metadata = texts_in(json, "metadata");
  release.timeline = timeline_from_json(json);
  release.phase = release_phase(text_if_there(json, "phase"));
  read_failure(json, release);
  release.not_put_back = text_if_there(json, "not_put_back");
  release.undone_by = text_if_there(json, "undone_by");
  release.before = state_from_json(json.at("before"));
  if (const Json& deployed = json.at("deployed"); !deployed.is_null())
    release.deployed = state_from_json(deployed);
  return release;
}

Expected<void> check_schema(const Json& found) {
  for (const int known : {1, newest_schema})
    if (found == known) return {};
  return fail("it has schema " + (found.is_number() ? found.dump() : found.type_name()) +
              ", and this version of Slipway knows those up to " + std::to_string(newest_schema));
}

}  // namespace

std::string manifest_text(const Release& release) {
  const Json json{{schema_key, newest_schema},
                  {"name", release.name},
                  {"sequence", release.sequence},
                  {"kind", to_text(release.kind)},
                  {"state", to_text(release.state)},
                  {"project", release.project},
                  {"project_src", release.project_src},
                  {"compose_files", release.compose_files},
                  {"owner", release.owner},
                  {"user", text_or_null(release.user)},
                  {"host", text_or_null(release.host)},
                  {"commit", optional_to_json(metadata_value(release, "Git Commit"))},
                  {"started", release.started},
                  {"resumed", text_or_null(release.resumed)},
                  {"finished", text_or_null(release.finished)},
                  {"live_before", optional_to_json(release.live_before)},
                  {"first", release.first},
                  {"restores", restores_to_json(release.restores)},
                  {"rerun", rerun_to_json(release.rerun)},
                  {"taken_over", take_overs_to_json(release.taken_over)},
                  {"metadata", texts_to_json(release.metadata)},
                  {"timeline", timeline_to_json(release.timeline)},
                  {"phase", release.phase ? Json(to_text(*release.phase)) : Json(nullptr)},
                  {"failure", failure_to_json(release)},
                  {"not_put_back", text_or_null(release.not_put_back)},
                  {"undone_by", text_or_null(release.undone_by)},
                  {"before", state_to_json(release.before)},
                  {"deployed", release.deployed ? state_to_json(*release.deployed) : Json(nullptr)}};
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Expected<std::optional<Release>> parse_manifest(const std::string& text) {
  try {
    const Json json = parse_shallow(text);
    if (!json.is_object() || !json.contains(schema_key)) return std::nullopt;
    TRY(check_schema(json.at(schema_key)));
    return release_from_json(json);
  } catch (const nlohmann::json::parse_error& cause) {
    return fail("it is not JSON from byte " + std::to_string(cause.byte) + " on");
  } catch (const std::out_of_range& ours) {  // thrown by release/json.hpp
    return fail(ours.what());
  } catch (const std::exception& cause) {
    std::string reason = cause.what();
    if (reason.starts_with("[json.exception")) reason.erase(0, reason.find(' ') + 1);
    return fail(excerpt(reason));
  }
}

}  // namespace slipway
