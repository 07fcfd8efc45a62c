#include "compose/image_change.hpp"

namespace slipway {

ImageChoice::ImageChoice(std::vector<ImageChange> changes) : changes_(std::move(changes)) {
  for (const auto& change : changes_) {
    auto& services = chosen_.emplace_back();
    if (change.services) services.insert(change.services->begin(), change.services->end());
  }
}

std::optional<std::size_t> ImageChoice::choose(const Repository& repository,
                                               const std::string& service) const {
  for (std::size_t i = 0; i < changes_.size(); ++i) {
    const bool is_for = !changes_[i].services || chosen_[i].count(service) != 0;
    if (is_for && changes_[i].repository == repository) return i;
  }
  return std::nullopt;
}

std::optional<std::size_t> ImageChoice::choose(const WrittenImage& image, const std::string& service) const {
  const auto repository = parse_repository(image.repository);
  if (!repository || !is_image_suffix(image.suffix)) return std::nullopt;
  return choose(*repository, service);
}

}  // namespace slipway
