#include "release/ending.hpp"

#include <algorithm>

#include "release/json.hpp"
#include "release/lock.hpp"
#include "util/rfc3339.hpp"
#include "util/seconds_text.hpp"
#include "util/sha256.hpp"
#include "util/utc_time.hpp"

namespace slipway {
namespace {

using Json = nlohmann::ordered_json;

/// The step that the failure is about: the last one that failed, else the last that never told of its end.
const ReleaseStep* culprit(const std::vector<ReleaseStep>& steps) {
  for (const StepOutcome outcome : {StepOutcome::failed, StepOutcome::running}) {
    const auto found = std::find_if(steps.rbegin(), steps.rend(),
                                    [&](const ReleaseStep& step) { return step.outcome == outcome; });
    if (found != steps.rend()) return &*found;
  }
  return nullptr;
}

/// Why the release failed, by its steps; empty when they do not tell.
std::string cause_in(const std::vector<ReleaseStep>& steps) {
  const ReleaseStep* step = culprit(steps);
  if (step == nullptr) return "";
  if (step->outcome == StepOutcome::running)
    return step->step + " was cut off: it began at " + step->started + ", and never told how it ended";
  return step->message.empty() ? step->step + " failed, and did not say why" : step->message;
}

bool is_unwell_container(const Json& entry) {
  return entry.is_object() && entry.contains("reason");
}

bool is_unwell_page(const Json& entry) {
  return entry.is_object() && entry.value("ok", Json()) == false;
}

/// Those of these lists in the evidence that were not well; none when there is no such list.
Json unwell(const Json& evidence, std::initializer_list<const char*> lists, bool (*is_unwell)(const Json&)) {
  Json found = Json::array();
  for (const char* list : lists) {
    if (!evidence.is_object() || !evidence.contains(list) || !evidence.at(list).is_array()) continue;
    for (const auto& entry : evidence.at(list))
      if (is_unwell(entry)) found.push_back(entry);
  }
  return found;
}

/// When a release ends, what still runs by its notes was cut off.
std::vector<TimelineEntry> ended_timeline(const std::vector<ReleaseStep>& steps) {
  auto timeline = timeline_of(steps);
  for (auto& entry : timeline)
    if (entry.outcome == to_text(StepOutcome::running)) entry.outcome = "cut off";
  return timeline;
}

Json failure_timeline(const std::vector<ReleaseStep>& steps) {
  Json timeline = Json::array();
  for (const auto& entry : ended_timeline(steps)) {
    const auto seconds = seconds_of(entry);
    timeline.push_back({{"step", entry.step},
                        {"outcome", entry.outcome},
                        {"start", text_or_null(entry.started)},
                        {"end", text_or_null(entry.ended)},
                        {"seconds", seconds ? Json(*seconds) : Json()}});
  }
  return timeline;
}

/// Puts cause and checksum of failure.json into the manifest and returns that file; nothing when there is
/// nothing to tell, neither steps nor words.
std::vector<RecordContent> note_failure(Release& release, const std::vector<ReleaseStep>& steps,
                                        const FailureWords& words) {
  if (steps.empty() && words.cause.empty() && words.outcome.empty()) return {};
  const ReleaseStep* step = culprit(steps);
  const Json evidence = step == nullptr ? Json() : step->evidence;
  release.failure_cause = words.cause.empty() ? cause_in(steps) : words.cause;
  const Json failure{{"release", release.name},
                     {"cause", text_or_null(release.failure_cause)},
                     {"step", step == nullptr ? Json() : Json(step->step)},
                     {"outcome", text_or_null(words.outcome)},
                     {"containers", unwell(evidence, {"health", "services"}, is_unwell_container)},
                     {"pages", unwell(evidence, {"http"}, is_unwell_page)},
                     {"timeline", failure_timeline(steps)}};
  std::string text = failure.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
  release.failure_sha256 = sha256_hex(text);
  return {{failure_file, std::move(text)}};
}

void set_line(Metadata& metadata, const std::string& key, const std::string& value) {
  for (auto& [name, text] : metadata)
    if (name == key) {
      text = value;
      return;
    }
  metadata.emplace_back(key, value);
}

}  // namespace

std::vector<TimelineEntry> timeline_of(const std::vector<ReleaseStep>& steps) {
  std::vector<TimelineEntry> timeline;
  for (const auto& step : steps)
    timeline.push_back(
        {step.step, to_text(step.outcome), step.started, step.ended, watch_from_json(step.watch)});
  return timeline;
}

std::optional<double> seconds_of(const TimelineEntry& entry) {
  const auto started = parse_rfc3339(entry.started);
  const auto ended = parse_rfc3339(entry.ended);
  if (!started || !ended || *ended < *started) return std::nullopt;
  return hundredths(std::chrono::duration<double>(*ended - *started).count());
}

void note_steps(Release& release, const std::vector<ReleaseStep>& steps) {
  if (steps.empty()) return;
  release.timeline = ended_timeline(steps);
  release.phase = phase_after(steps);
}

std::vector<RecordContent> end_as_failed(Release& release, const std::vector<ReleaseStep>& steps,
                                         const FailureWords& words,
                                         std::chrono::system_clock::time_point now) {
  if (release.state == ReleaseState::deployed && hold_of(release)) {
    release.rerun->failed = utc_timestamp(now);
    return {};
  }
  release.state = ReleaseState::failed;
  release.finished = utc_timestamp(now);
  note_steps(release, steps);
  return note_failure(release, steps, words);
}

std::vector<RecordContent> metadata_contents(const Metadata& metadata) {
  if (metadata.empty()) return {};
  std::string lines;
  for (const auto& [key, value] : metadata) lines += key + ": " + value + "\n";
  return {{"deployment_metadata.txt", std::move(lines)}};
}

std::vector<RecordContent> note_failure_in_metadata(Release& release) {
  if (release.metadata.empty() || release.state != ReleaseState::failed) return {};
  if (release.kind == ReleaseKind::deploy) set_line(release.metadata, "Stack Deploy", "FAILED");
  set_line(release.metadata, "Health Status", release.failure_cause);
  return metadata_contents(release.metadata);
}

}  // namespace slipway
