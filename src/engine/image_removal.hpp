// Images that nobody needs any more.
#pragma once

#include <set>
#include <string>

#include "system/engine.hpp"
#include "util/error.hpp"

namespace slipway {

/// The ids ("sha256:…") of the images that the engine's containers were made from, stopped ones included.
Expected<std::set<std::string>> images_in_use(Engine& engine);

/// Removes an image by its id, with its tags as long as all are of one repository, and never by force. False
/// when the engine had it no longer. Errors: the engine keeps it (a container uses it, tags of several
/// repositories name it), or does not answer.
Expected<bool> remove_image(Engine& engine, const std::string& id);

}  // namespace slipway
