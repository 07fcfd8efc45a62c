#include "release/steps.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "release/json.hpp"
#include "system/file_operations.hpp"

namespace slipway {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::uint64_t largest_list = 16U << 20U;  // bytes
constexpr mode_t steps_mode = 0600;
constexpr std::array outcome_names{"running", "unchanged", "changed", "failed"};

std::optional<StepOutcome> step_outcome(const std::string& text) {
  const auto found = std::find(outcome_names.begin(), outcome_names.end(), text);
  if (found == outcome_names.end()) return std::nullopt;
  return static_cast<StepOutcome>(found - outcome_names.begin());
}

Json to_json(const StepPart& part) {
  return {{"what", part.what},
          {"did", part.did},
          {"began", part.began},
          {"ended", part.ended},
          {"well", part.well}};
}

Json to_json(const ReleaseStep& step) {
  Json json{{"step", step.step},
            {"phase", to_text(step.phase)},
            {"outcome", to_text(step.outcome)},
            {"started", step.started},
            {"ended", step.ended.empty() ? Json() : Json(step.ended)}};
  if (!step.message.empty()) json["message"] = step.message;
  if (!step.evidence.is_null()) json["evidence"] = step.evidence;
  for (const auto& part : step.parts) json["parts"].push_back(to_json(part));
  if (!step.watch.is_null()) json["watch"] = step.watch;
  return json;
}

std::string text_in(const Json& json, const char* name) {
  const auto found = json.find(name);
  return found != json.end() && found->is_string() ? found->get<std::string>() : "";
}

/// What is no such list holds none: nothing but a picture is drawn of it.
std::vector<StepPart> parts_in(const Json& json) {
  std::vector<StepPart> parts;
  const auto list = json.find("parts");
  if (list == json.end() || !list->is_array()) return parts;
  for (const auto& part : *list) {
    if (!part.is_object()) continue;
    const Json began = part.value("began", Json());
    const Json ended = part.value("ended", Json());
    const Json well = part.value("well", Json());
    if (began.is_number() && ended.is_number() && well.is_boolean())
      parts.push_back({text_in(part, "what"), text_in(part, "did"), began.get<double>(), ended.get<double>(),
                       well.get<bool>()});
  }
  return parts;
}

std::optional<ReleaseStep> step_from(const Json& json) {
  if (!json.is_object()) return std::nullopt;
  const auto phase = release_phase(text_in(json, "phase"));
  const auto outcome = step_outcome(text_in(json, "outcome"));
  if (!phase || !outcome) return std::nullopt;
  return ReleaseStep{text_in(json, "step"),
                     *phase,
                     *outcome,
                     text_in(json, "started"),
                     text_in(json, "ended"),
                     text_in(json, "message"),
                     json.value("evidence", Json()),
                     parts_in(json),
                     json.value("watch", Json())};
}

std::optional<std::vector<ReleaseStep>> steps_in(const std::string& text) {
  try {
    std::vector<ReleaseStep> steps;
    const Json json = parse_shallow(text);
    if (!json.is_array()) return std::nullopt;
    for (const auto& entry : json) {
      auto step = step_from(entry);
      if (!step) return std::nullopt;
      steps.push_back(std::move(*step));
    }
    return steps;
  } catch (const std::exception&) {  // not JSON, or nested too deeply
    return std::nullopt;
  }
}

/// Whether what the step does may have come about.
bool counts(const ReleaseStep& step) {
  const bool ended_well = step.outcome == StepOutcome::unchanged || step.outcome == StepOutcome::changed;
  return step.phase == ReleasePhase::healthy ? ended_well : step.outcome != StepOutcome::unchanged;
}

}  // namespace

std::string to_text(StepOutcome outcome) {
  return outcome_names[static_cast<std::size_t>(outcome)];
}

Expected<std::vector<ReleaseStep>> read_steps(Files& files, const Path& record) {
  const Path path = record / steps_file;
  TRY_ASSIGN(const auto here, files.status(path));
  if (!here) return std::vector<ReleaseStep>{};
  if (here->kind != FileKind::regular) return fail("'" + path.string() + "' is no regular file");
  TRY_ASSIGN(const std::string text, read_at_most(files, path, largest_list, "list of steps"));
  auto steps = steps_in(text);
  if (!steps) return fail("'" + path.string() + "' is no list of a release's steps");
  return std::move(*steps);
}

Expected<void> write_steps(Files& files, const Path& record, const std::vector<ReleaseStep>& steps) {
  Json json = Json::array();
  for (const auto& step : steps) json.push_back(to_json(step));
  const Path path = record / steps_file;
  sweep_temporaries(files, path);
  return replace_file(files, path, json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n",
                      {steps_mode, {}, {}});
}

void give_sign_of_life(Files& files, const Path& record) {
  (void)files.set_mode(record / steps_file, steps_mode);
}

ReleasePhase phase_after(const std::vector<ReleaseStep>& steps) {
  ReleasePhase furthest = ReleasePhase::opened;
  for (const auto& step : steps)
    if (counts(step)) furthest = std::max(furthest, step.phase);
  return furthest;
}

}  // namespace slipway
