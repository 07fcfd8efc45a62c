// An image on record, and what its reference names on the engine now.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "release/release.hpp"
#include "system/engine.hpp"

namespace slipway {

struct NamedImage {
  ReleaseImage recorded;           // of several the one that the reference names, else the first
  std::optional<std::string> now;  // the id of what the reference names; nullopt: the engine has nothing
  bool is_right = false;           // it names the recorded image
};

/// The images of each reference together, in the order in which the references come.
std::vector<std::vector<ReleaseImage>> by_reference(const std::vector<ReleaseImage>& images);

/// Whether a tag can be set for it: it is no digest, which no other image can have.
bool needs_tag(const std::string& reference);

/// Asks the engine. `recorded`: all images of one reference, at least one. Errors: those of inspect_image.
Expected<NamedImage> named_image(const std::vector<ReleaseImage>& recorded, Engine& engine);

}  // namespace slipway
