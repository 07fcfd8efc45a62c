// manifest.json: the Release structs to JSON and back.
#include <cstdint>
#include <exception>
#include <limits>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "stack/release.hpp"
#include "system/file_mode.hpp"

namespace slipway {
namespace {

using Json = nlohmann::ordered_json;

constexpr int schema = 1;
constexpr long highest_sequence = 1'000'000'000'000;
constexpr const char* schema_key =
    "slipway_release";  // tells a manifest of ours from any other manifest.json

Json optional_text(const std::optional<std::string>& text) {
  return text ? Json(*text) : Json(nullptr);
}

std::optional<std::string> text_or_none(const Json& value) {
  if (value.is_null()) return std::nullopt;
  return value.get<std::string>();
}

Json file_to_json(const RecordedFile& file) {
  if (file.absent) return {{"path", file.path}, {"absent", true}};
  return {{"path", file.path},     {"copy", file.copy},
          {"sha256", file.sha256}, {"mode", file_mode_text(file.mode)},
          {"uid", file.uid},       {"gid", file.gid}};
}

/// The library would make some other number of 1.5, 1e300 or -1. The highest uid is none: chown(2) takes it
/// for "leave it as it is".
template <class Number>
Number whole_number(const Json& json, const char* name) {
  const Json& value = json.at(name);
  if (!value.is_number_unsigned() || value.get<std::uint64_t>() >= std::numeric_limits<Number>::max())
    throw std::out_of_range(std::string(name) + " is no whole number, or one that is too great");
  return value.get<Number>();
}

/// What octal() wrote, and nothing that it would write otherwise.
mode_t mode_from_text(const std::string& text) {
  if (text.size() != 4 || text.find_first_not_of("01234567") != std::string::npos)
    throw std::out_of_range("a mode is not four octal digits");
  return static_cast<mode_t>(std::stoul(text, nullptr, 8));
}

/// A path, which a system call would end at a NUL byte.
std::string path_from_json(const Json& json) {
  auto path = json.get<std::string>();
  if (path.find('\0') != std::string::npos) throw std::out_of_range("a path has a NUL byte in it");
  return path;
}

Expected<RecordedFile> file_from_json(const Json& json) {
  RecordedFile file;
  file.path = path_from_json(json.at("path"));
  file.absent = json.value("absent", false);
  if (file.absent) return file;
  file.copy = path_from_json(json.at("copy"));
  file.sha256 = json.at("sha256").get<std::string>();
  file.mode = mode_from_text(json.at("mode").get<std::string>());
  file.uid = whole_number<uid_t>(json, "uid");
  file.gid = whole_number<gid_t>(json, "gid");
  return file;
}

Json state_to_json(const StackState& stack) {
  Json files = Json::array();
  for (const auto& file : stack.files) files.push_back(file_to_json(file));
  Json images = Json::array();
  for (const auto& image : stack.images)
    images.push_back({{"service", image.service},
                      {"reference", image.reference},
                      {"id", image.id},
                      {"digests", image.digests}});
  return {{"files", std::move(files)}, {"images", std::move(images)}};
}

Expected<StackState> state_from_json(const Json& json) {
  StackState stack;
  for (const auto& entry : json.at("files")) {
    TRY_ASSIGN(auto file, file_from_json(entry));
    stack.files.push_back(std::move(file));
  }
  for (const auto& image : json.at("images"))
    stack.images.push_back({image.at("service").get<std::string>(), image.at("reference").get<std::string>(),
                            image.at("id").get<std::string>(),
                            image.at("digests").get<std::vector<std::string>>()});
  return stack;
}

Json restores_to_json(const Restores& restores) {
  return {{"release", restores.release},
          {"to", to_text(restores.to)},
          {"makes_live", optional_text(restores.makes_live)}};
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
  release.owner = json.at("owner").get<std::string>();
  release.started = json.at("started").get<std::string>();
  release.finished = text_or_none(json.at("finished")).value_or("");
  release.live_before = text_or_none(json.at("live_before"));
  release.first = json.at("first").get<bool>();
  if (const Json& restores = json.at("restores"); !restores.is_null()) {
    TRY_ASSIGN(const FileSet to, file_set(restores.at("to").get<std::string>()));
    release.restores =
        Restores{restores.at("release").get<std::string>(), to, text_or_none(restores.at("makes_live"))};
  }
  for (const auto& [key, value] : json.at("metadata").items())
    release.metadata.emplace_back(key, value.get<std::string>());
  TRY_ASSIGN(release.before, state_from_json(json.at("before")));
  if (const Json& deployed = json.at("deployed"); !deployed.is_null()) {
    TRY_ASSIGN(release.deployed, state_from_json(deployed));
  }
  return release;
}

}  // namespace

std::string manifest_text(const Release& release) {
  Json metadata = Json::object();
  for (const auto& [key, value] : release.metadata) metadata[key] = value;
  const Json json{{schema_key, schema},
                  {"name", release.name},
                  {"sequence", release.sequence},
                  {"kind", to_text(release.kind)},
                  {"state", to_text(release.state)},
                  {"project", release.project},
                  {"project_src", release.project_src},
                  {"compose_files", release.compose_files},
                  {"owner", release.owner},
                  {"started", release.started},
                  {"finished", release.finished.empty() ? Json(nullptr) : Json(release.finished)},
                  {"live_before", optional_text(release.live_before)},
                  {"first", release.first},
                  {"restores", release.restores ? restores_to_json(*release.restores) : Json(nullptr)},
                  {"metadata", std::move(metadata)},
                  {"before", state_to_json(release.before)},
                  {"deployed", release.deployed ? state_to_json(*release.deployed) : Json(nullptr)}};
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Expected<std::optional<Release>> parse_manifest(const std::string& text) {
  try {
    const Json json = Json::parse(text);
    if (!json.is_object() || !json.contains(schema_key)) return std::nullopt;
    if (const Json& found = json.at(schema_key); found != schema)
      return fail("it has schema " + (found.is_number() ? found.dump() : found.type_name()) +
                  ", and this version of Slipway knows " + std::to_string(schema) + " only");
    return release_from_json(json);
  } catch (const nlohmann::json::parse_error& cause) {
    return fail("it is not JSON from byte " + std::to_string(cause.byte) + " on");
  } catch (const std::exception& cause) {
    std::string reason = cause.what();
    if (reason.starts_with("[json.exception")) reason.erase(0, reason.find(' ') + 1);
    return fail(reason);
  }
}

}  // namespace slipway
