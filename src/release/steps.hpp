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

struct ReleaseStep {
  std::string step;                            // the module: "vault_env_render"
  ReleasePhase phase = ReleasePhase::opened;   // where the release stands once this step has begun
  StepOutcome outcome = StepOutcome::running;  // `running` of one that was killed as well
  std::string started{};                       // 2025-10-31T02:35:04Z
  std::string ended{};                         // empty while it runs
  std::string message{};                       // of one that failed: what it said
  nlohmann::ordered_json evidence{};           // of one that failed: its return values; null: none

  bool operator==(const ReleaseStep&) const = default;
};

std::string to_text(StepOutcome outcome);

/// The steps in the order in which they began; none when none was noted. Errors: a file that is no such list,
/// or more than 16 MiB of it, so that nothing is known of the release.
Expected<std::vector<ReleaseStep>> read_steps(Files& files, const Path& record);

/// Replaces the list, whole. To be called under the lock of the records.
Expected<void> write_steps(Files& files, const Path& record, const std::vector<ReleaseStep>& steps);

/// The furthest that the steps came. A step that changed nothing touched nothing; one that runs, failed or
/// was killed may have. `healthy` counts only once it has ended well.
ReleasePhase phase_after(const std::vector<ReleaseStep>& steps);

}  // namespace slipway
