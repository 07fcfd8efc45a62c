// What a release's record keeps of its steps when it ends: the timeline, how far it came, and failure.json.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "release/release.hpp"
#include "release/steps.hpp"
#include "release/store.hpp"

namespace slipway {

constexpr const char* failure_file = "failure.json";

/// How a release failed, in the words of whoever ends it. Both may be empty: then the steps alone tell it.
struct FailureWords {
  std::string cause;    // "the image … cannot be pulled"
  std::string outcome;  // what became of the stack: "The running stack was not touched."
};

/// The steps in short, in their order.
std::vector<TimelineEntry> timeline_of(const std::vector<ReleaseStep>& steps);

/// Seconds from the start to the end of a step, in hundredths; nullopt when one is not known.
std::optional<double> seconds_of(const TimelineEntry& entry);

/// Puts timeline and phase into the manifest. A release of which nothing was noted keeps those that it has.
void note_steps(Release& release, const std::vector<ReleaseStep>& steps);

/// Ends the record as failed: state, timeline, and failure.json with its cause and checksum. Returns that
/// file, to be written beside the manifest: release, cause, step, outcome, containers and pages that were not
/// well (as the step that failed returned them), timeline; none when there is nothing to tell, neither steps
/// nor words. A release that was deployed already and is being deployed once more stays deployed as it was,
/// and keeps no failure.
std::vector<RecordContent> end_as_failed(Release& release, const std::vector<ReleaseStep>& steps,
                                         const FailureWords& words,
                                         std::chrono::system_clock::time_point now);

/// deployment_metadata.txt, to be written beside the manifest; nothing when there are no lines.
std::vector<RecordContent> metadata_contents(const Metadata& metadata);

/// Lets the metadata of a release that has failed say so, where it has any, and returns them as above.
std::vector<RecordContent> note_failure_in_metadata(Release& release);

}  // namespace slipway
