// What the removed releases leave behind on the engine.
#include <map>

#include "backup_prune/backup_prune.hpp"

namespace slipway::backup_prune {
namespace {

std::vector<ReleaseImage> images_of(const Release& release) {
  std::vector<ReleaseImage> images = release.before.images;
  if (release.deployed)
    images.insert(images.end(), release.deployed->images.begin(), release.deployed->images.end());
  return images;
}

}  // namespace

std::vector<UnusedImage> unused_images(const ReleaseFolder& folder, const std::vector<std::string>& removed) {
  if (!folder.damaged.empty()) return {};  // nobody can say which images such a record needs
  std::map<std::string, std::set<std::string>> unused;
  std::set<std::string> used;
  const std::set<std::string> gone(removed.begin(), removed.end());
  for (const auto& release : folder.releases) {
    const bool goes = gone.count(release.name) != 0;
    for (const auto& image : images_of(release)) {
      if (goes)
        unused[image.id].insert(image.reference);
      else
        used.insert(image.id);
    }
  }
  std::vector<UnusedImage> images;
  for (auto& [id, references] : unused)
    if (!id.empty() && used.count(id) == 0) images.push_back({id, std::move(references)});
  return images;
}

}  // namespace slipway::backup_prune
