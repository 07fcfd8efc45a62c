#include "stack/release_step.hpp"

#include "stack/step_parts.hpp"
#include "util/utc_time.hpp"

namespace slipway {
namespace {

using ansible::Json;

StepOutcome outcome_in(const Json& printed) {
  if (printed.value("failed", false)) return StepOutcome::failed;
  return printed.value("changed", false) ? StepOutcome::changed : StepOutcome::unchanged;
}

/// The return values alone: what the record has elsewhere, or nobody needs to see again, stays out.
Json evidence_in(const Json& printed) {
  Json evidence = Json::object();
  for (const auto& [key, value] : printed.items())
    if (key != "changed" && key != "failed" && key != "msg" && key != "invocation" && key != "diff")
      evidence[key] = value;
  return evidence.empty() ? Json() : evidence;
}

}  // namespace

std::vector<ansible::Option<ReleaseClaim>> release_option_lines() {
  using ansible::option;
  return {option("backups_path", &ReleaseClaim::backups_path, "where records live").required(),
          option("name", &ReleaseClaim::name, "the release, as stack_backup began it").required(),
          option("owner", &ReleaseClaim::owner, "who began it").required()};
}

ansible::Result refused_step(const Error& why) {
  ansible::Result result;
  result.failed = true;
  result.msg = why.message;
  return result;
}

Expected<std::unique_ptr<FileLock>> note_beginning(const ReleaseClaim& claim, const std::string& module,
                                                   ReleasePhase phase, System& system) {
  ReleaseStep step;
  step.step = module;
  step.phase = phase;
  step.started = utc_moment(system.clock.now());
  return begin_step(system.files, claim, std::move(step));
}

std::optional<std::string> note_end(const ReleaseClaim& claim, const std::string& module,
                                    std::optional<ReleasePhase> phase, const Json& printed, System& system) {
  ReleaseStep step;
  step.step = module;
  step.outcome = outcome_in(printed);
  step.ended = utc_moment(system.clock.now());
  step.parts = step_parts(printed);
  step.watch = printed.value("watch", Json());
  if (phase && step.outcome != StepOutcome::failed) step.phase = *phase;
  if (step.outcome == StepOutcome::failed) {
    step.message = printed.value("msg", "");
    step.evidence = evidence_in(printed);
  }
  const auto noted = end_step(system.files, claim, step);
  if (noted) return std::nullopt;
  return "the record of release '" + claim.name +
         "' does not say how this step ended: " + noted.error().message;
}

}  // namespace slipway
