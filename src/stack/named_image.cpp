#include "stack/named_image.hpp"

#include <algorithm>

#include "compose/pullable_reference.hpp"
#include "engine/containers.hpp"

namespace slipway {
namespace {

/// As the engine is asked for it.
std::string name_at_engine(const std::string& reference) {
  const auto pullable = parse_pullable(reference);
  return pullable ? pullable->name() : reference;
}

}  // namespace

bool needs_tag(const std::string& reference) {
  const auto pullable = parse_pullable(reference);
  return pullable && pullable->digest.empty();
}

std::vector<std::vector<ReleaseImage>> by_reference(const std::vector<ReleaseImage>& images) {
  std::vector<std::vector<ReleaseImage>> groups;
  for (const auto& image : images) {
    const std::string name = name_at_engine(image.reference);
    const auto known = std::find_if(groups.begin(), groups.end(), [&](const auto& group) {
      return name_at_engine(group.front().reference) == name;
    });
    if (known == groups.end())
      groups.push_back({image});
    else
      known->push_back(image);
  }
  return groups;
}

Expected<NamedImage> named_image(const std::vector<ReleaseImage>& recorded, Engine& engine) {
  const std::string& reference = recorded.front().reference;
  TRY_ASSIGN(const auto now, inspect_image(engine, name_at_engine(reference)));
  const auto named = std::find_if(recorded.begin(), recorded.end(),
                                  [&](const ReleaseImage& image) { return now && image.id == now->id; });
  NamedImage image{named == recorded.end() ? recorded.front() : *named, std::nullopt};
  if (now) image.now = now->id;
  image.is_right = named != recorded.end() || (now && !needs_tag(reference));
  return image;
}

}  // namespace slipway
