#include "stack_changes_info/image_drift.hpp"

#include "stack/named_image.hpp"
#include "util/foreign.hpp"

namespace slipway::stack_changes_info {

std::string short_id(const std::string& id) {
  constexpr std::size_t digits = 12;
  return id.substr(0, id.find(':') + 1 + digits);
}

Expected<Findings> image_drift(const std::vector<ReleaseImage>& recorded, Engine& engine) {
  Findings findings;
  for (const auto& group : by_reference(recorded)) {
    TRY_ASSIGN(const NamedImage image, named_image(group, engine));
    if (image.is_right) continue;
    const std::string& reference = image.recorded.reference;
    const std::string name = "image " + foreign(reference);
    const std::string then = short_id(image.recorded.id);
    findings.push_back(
        {"image", reference,
         image.now ? name + " is " + short_id(*image.now) + " now, and the release was deployed with " + then
                   : name + " is not on this machine any more; the release was deployed with " + then});
  }
  return findings;
}

}  // namespace slipway::stack_changes_info
