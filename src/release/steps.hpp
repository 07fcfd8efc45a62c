// What the steps of a release did, as they note it themselves: steps.json in its record. From it the record
// knows how far the release came, whoever was cut off.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "release/phase.hpp"
#include "system/files.hpp"

namespace slipway {

constexpr const char* steps_file = "steps.json";

enum class StepOutcome { running, unchanged, changed, failed };

/// What a step did with one image or one service. Seconds are after the beginning of the step.
struct StepPart {
  std::string what;  // "registry.example.com/shop:v2", "app"
  std::string did;   // pull, build; recreate, create, ...
  double began = 0;  // when it was begun with
  double ended = 0;  // when it was there: pulled, or seen to be well; of one that failed when the step ended
  bool well = true;  // false: it failed, or was not well when the step ended

  bool operator==(const StepPart&) const = default;
};

struct ReleaseStep {
  std::string step;                            // the module: "vault_env_render"
  ReleasePhase phase = ReleasePhase::opened;   // where the release stands once this step has begun
  StepOutcome outcome = StepOutcome::running;  // `running` of one that was killed as well
  std::string started{};                       // 2025-10-31T02:35:04Z
  std::string ended{};                         // empty while it runs
  std::string message{};                       // of one that failed: what it said
  nlohmann::ordered_json evidence{};           // of one that failed: its return values; null: none
  std::vector<StepPart> parts{};               // in the order in which they began
  nlohmann::ordered_json watch{};  // what a watch has counted, as its module returns it; null: none

  bool operator==(const ReleaseStep&) const = default;
};

std::string to_text(StepOutcome outcome);

/// The steps in the order in which they began; none when none was noted. Errors: a file that is no such list,
/// or more than 16 MiB of it, so that nothing is known of the release.
Expected<std::vector<ReleaseStep>> read_steps(Files& files, const Path& record);

/// Replaces the list, whole. To be called under the lock of the records.
Expected<void> write_steps(Files& files, const Path& record, const std::vector<ReleaseStep>& steps);

/// A sign of life for the release's guard, when there is no step to note: the list stays as it is, and counts
/// as written. Best effort: a run that can write nothing has no release for long.
void give_sign_of_life(Files& files, const Path& record);

/// The furthest that the steps came. A step that changed nothing touched nothing; one that runs, failed or
/// was killed may have. `healthy` counts only once it has ended well.
ReleasePhase phase_after(const std::vector<ReleaseStep>& steps);

}  // namespace slipway
