#include "stack_pull/engine_image.hpp"

namespace slipway::stack_pull {

std::string name_at_engine(const NeededImage& need) {
  return need.pullable ? need.pullable->name() : need.reference;
}

std::string digest_of(const Image& image, const NeededImage& need) {
  if (!need.pullable) return "";
  if (!need.pullable->digest.empty()) return need.pullable->digest;
  for (const auto& text : image.repo_digests) {
    const auto known = parse_pullable(text);
    if (known && known->repository == need.pullable->repository) return known->digest;
  }
  return "";
}

}  // namespace slipway::stack_pull
