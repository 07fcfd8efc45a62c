// The images of a release against what their references name on the engine now.
#pragma once

#include "release/release.hpp"
#include "stack_changes_info/finding.hpp"
#include "system/engine.hpp"

namespace slipway::stack_changes_info {

/// One finding for each reference that names another image than the recorded one, or none. Errors: those of
/// named_image.
Expected<Findings> image_drift(const std::vector<ReleaseImage>& recorded, Engine& engine);

/// The first twelve digits of an id, as Docker shows it: "sha256:0123456789ab".
std::string short_id(const std::string& id);

}  // namespace slipway::stack_changes_info
