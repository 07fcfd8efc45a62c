// Another tag or digest for an image, and which of several is for which service.
#pragma once

#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "compose/image_reference.hpp"

namespace slipway {

/// What is to be set.
struct ImageChange {
  Repository repository;
  std::string suffix;                                // ":v2", "@sha256:…" or both, as image_suffix makes it
  std::optional<std::vector<std::string>> services;  // nullopt: all
};

/// The one rule by which an image gets its change: for whoever writes it, and whoever previews it.
class ImageChoice {
 public:
  explicit ImageChoice(std::vector<ImageChange> changes);

  const std::vector<ImageChange>& changes() const { return changes_; }

  /// The number of the change for this repository in this service; nullopt: none. Of several the first.
  std::optional<std::size_t> choose(const Repository& repository, const std::string& service) const;

  /// The same for an image as it is written; nullopt, too, for what is no image with a tag or digest.
  std::optional<std::size_t> choose(const WrittenImage& image, const std::string& service) const;

 private:
  std::vector<ImageChange> changes_;
  std::vector<std::unordered_set<std::string>> chosen_;  // the services of each as a set
};

}  // namespace slipway
