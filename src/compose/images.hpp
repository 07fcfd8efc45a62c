// Which service gets its image from which scalar of a compose file.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compose/tree.hpp"

namespace slipway {

/// A scalar that is the image of at least one service.
struct ImageScalar {
  NodeId node = 0;
  std::string image;                        // its value, without the line breaks that end a block scalar
  std::vector<std::string> services;        // all that get it, in the order of the file
  std::optional<std::string> also_used_by;  // something that is no image: "services.app.environment"
};

struct ComposeImages {
  std::vector<ImageScalar> scalars;   // in the order of the file
  std::vector<std::string> services;  // the names of all services, with and without image
};

/// The images as Compose resolves them (Compose specification: fragments, merge, extensions; `!reset` and
/// `!override`): through aliases and merge keys, and of several documents in one file a later one overrides
/// an earlier. What stands below an `x-` key at the top or in a service is no use of its own. `extends` and
/// `include` are not followed. Fails on a document, or on `services`, that is no mapping.
Expected<ComposeImages> compose_images(const ComposeTree& tree);

}  // namespace slipway
