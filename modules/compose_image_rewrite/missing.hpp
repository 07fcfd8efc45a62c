// Images that no service gets, and services that do not get what is changed.
#pragma once

#include <string>
#include <vector>

#include "compose_image_rewrite/compose_image_rewrite.hpp"

namespace slipway::compose_image_rewrite {

/// With `missing: fail`: fails when an image is used by no chosen service, with all such images, those that
/// there are, and the files that may have more; and when a service that is named gets another image than the
/// one that would be changed for it.
Expected<void> require_use(const Args& args, const std::vector<ImageOption>& wanted,
                           const StackRewrite& rewrite);

/// What require_use lets pass, and names of services that are in no file.
std::vector<std::string> warnings_about_use(const Args& args, const std::vector<ImageOption>& wanted,
                                            const StackRewrite& rewrite);

/// The files as they are named, under project_src.
std::vector<Path> full_paths(const Args& args);

}  // namespace slipway::compose_image_rewrite
