#include "compose/image_options.hpp"

#include <algorithm>

#include "util/excerpt.hpp"

namespace slipway {
namespace {

/// A service that two changes of one image are both for; empty: all of them; nullopt: none.
std::optional<std::string> both_for(const ImageChange& one, const ImageChange& other) {
  if (!one.services && !other.services) return "";
  if (!one.services) return other.services->front();
  if (!other.services) return one.services->front();
  const auto common = std::find_first_of(one.services->begin(), one.services->end(), other.services->begin(),
                                         other.services->end());
  if (common == one.services->end()) return std::nullopt;
  return *common;
}

Expected<void> refuse_twice(const std::vector<ImageOption>& images, const std::vector<ImageChange>& changes) {
  for (std::size_t i = 0; i < changes.size(); ++i)
    for (std::size_t j = 0; j < i; ++j) {
      if (changes[j].repository != changes[i].repository) continue;
      if (const auto service = both_for(changes[j], changes[i]))
        return fail("images: the entries " + std::to_string(j + 1) + " and " + std::to_string(i + 1) +
                    " both name the image '" + excerpt(images[i].image) + "'" +
                    (service->empty() ? "" : " for the service '" + excerpt(*service) + "'") +
                    "; make them one, or give each its own `services`");
    }
  return {};
}

}  // namespace

std::vector<std::vector<std::string>> exclusive_image_options(const std::vector<std::string>& own) {
  std::vector<std::vector<std::string>> groups;
  for (const auto& name : own) groups.push_back({"images", name});
  return groups;
}

Expected<ImageChange> image_change(const ImageOption& image) {
  TRY_ASSIGN(auto repository, repository_option(image.image));
  TRY_ASSIGN(auto suffix, image_suffix(image.tag, image.digest));
  if (image.services && image.services->empty())
    return fail("services: the list is empty; leave the option out to mean all services");
  return ImageChange{std::move(repository), std::move(suffix), image.services};
}

Expected<std::vector<ImageChange>> optional_image_changes(const std::vector<ImageOption>& images) {
  return images.empty() ? std::vector<ImageChange>{} : image_changes(images);
}

Expected<std::vector<ImageChange>> image_changes(const std::vector<ImageOption>& images) {
  if (images.empty()) return fail("images: the list is empty; name at least one image");
  std::vector<ImageChange> changes;
  for (const auto& image : images) {
    auto change = image_change(image);
    if (!change) return fail_while("images, entry " + std::to_string(changes.size() + 1), change.error());
    changes.push_back(std::move(*change));
  }
  TRY(refuse_twice(images, changes));
  return changes;
}

}  // namespace slipway
