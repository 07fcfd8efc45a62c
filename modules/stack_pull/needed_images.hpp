// Which images a stack needs, as its files will be.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compose/model.hpp"
#include "compose/pullable_reference.hpp"
#include "stack_pull/pull_policy.hpp"

namespace slipway::stack_pull {

/// One entry of the option `images`.
struct WantedImage {
  std::string image;  // a repository, without tag or digest
  std::optional<std::string> tag;
  std::optional<std::string> digest;
  std::optional<std::vector<std::string>> services;
};

/// An image, once, however many services use it and however they spell it.
struct NeededImage {
  std::string reference;                      // as the first of them has it
  std::optional<PullableReference> pullable;  // nullopt: an image's id, which no registry gives
  std::string platform;                       // empty: the engine's own
  std::vector<std::string> services;          // by name
  std::vector<std::string> builders;          // those of them that build it; empty: it comes from a registry
  bool rebuilt = false;                       // one has `pull_policy: build`: each time
  PullPolicy policy;
};

/// `model` is nullopt when nobody can tell what the files say; then they are those of `wanted` alone. An
/// image of `wanted` that no service uses is needed as well. A service's own pull_policy comes before
/// `policy`; one that `wanted` gives a tag or digest is not built. Errors: an entry of `wanted` that names no
/// image.
Expected<std::vector<NeededImage>> needed_images(const std::optional<ComposeModel>& model,
                                                 const std::vector<WantedImage>& wanted,
                                                 const PullPolicy& policy,
                                                 std::vector<std::string>& warnings);

}  // namespace slipway::stack_pull
