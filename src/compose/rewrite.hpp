// Another tag or digest for the images of a compose file, touching nothing else in its text.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compose/image_reference.hpp"
#include "util/error.hpp"

namespace slipway {

/// What is to be set.
struct ImageChange {
  Repository repository;
  std::string suffix;                                // ":v2", "@sha256:…" or both, as image_suffix makes it
  std::optional<std::vector<std::string>> services;  // nullopt: all
};

/// One scalar that was rewritten.
struct ImageReplacement {
  std::size_t line = 0;               // where the image stands, from 1
  std::vector<std::string> services;  // all that get it
  std::string before;
  std::string after;
};

/// An image that a service has, whether it was asked for or not.
struct ImageInUse {
  std::string image;
  std::vector<std::string> services;
};

struct ComposeRewrite {
  std::string text;                            // the file as it should be
  std::vector<ImageReplacement> replacements;  // empty: nothing to do
  bool uses_image = false;                     // whether a chosen service has the image, at whatever tag
  std::vector<ImageInUse> images;              // all that the file has
  std::vector<std::string> services;           // all that the file has
};

/// Rewrites the text of one compose file. The new text was parsed again and is the old one but for the
/// rewritten scalars. Fails as parse_compose and compose_images do; and when a scalar that would have to
/// change is shared with a service outside `services` or with something that is no image.
Expected<ComposeRewrite> rewrite_images(std::string_view text, const ImageChange& change);

}  // namespace slipway
