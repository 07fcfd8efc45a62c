// The option `images`, which several modules have: which images get which tag or digest.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ansible/spec.hpp"
#include "compose/rewrite.hpp"

namespace slipway {

/// One entry of `images`.
struct ImageOption {
  std::string image;
  std::optional<std::string> tag;
  std::optional<std::string> digest;
  std::optional<std::vector<std::string>> services;
};

/// The option's line in a table: a list of dicts, each with an image and with a tag, a digest, or both.
template <class Args>
ansible::Option<Args> images_option(std::vector<ImageOption> Args::*member) {
  using ansible::option;
  return option("images", member,
                {option("image", &ImageOption::image, "the repository, without tag or digest").required(),
                 option("tag", &ImageOption::tag, "the tag to set; alone, it drops a digest that was there"),
                 option("digest", &ImageOption::digest, "the digest to set, such as sha256:..."),
                 option("services", &ImageOption::services, "only these services")},
                "several images at once, each with a tag, a digest, or both")
      .each_needs_one_of({"tag", "digest"});
}

/// Where one image can be asked for by options of its own as well: what cannot be together with `images`.
std::vector<std::vector<std::string>> exclusive_image_options(const std::vector<std::string>& own);

/// What the entries ask for. Fails, with the number of the entry in front, on one that names no repository or
/// breaks the grammar of tags and digests; on an empty list of services; and on two entries for one image of
/// one service.
Expected<std::vector<ImageChange>> image_changes(const std::vector<ImageOption>& images);

/// The same where the option may be left out: then none.
Expected<std::vector<ImageChange>> optional_image_changes(const std::vector<ImageOption>& images);

/// The same for an image that options of its own ask for.
Expected<ImageChange> image_change(const ImageOption& image);

}  // namespace slipway
