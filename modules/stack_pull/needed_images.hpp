// Which images a stack needs, as its files will be.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compose/image_options.hpp"
#include "compose/model.hpp"
#include "compose/pullable_reference.hpp"
#include "stack_pull/pull_policy.hpp"

namespace slipway::stack_pull {

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
/// `policy`; one that `wanted` gives a tag or digest is not built. Errors: those of image_changes.
Expected<std::vector<NeededImage>> needed_images(const std::optional<ComposeModel>& model,
                                                 const std::vector<ImageOption>& wanted,
                                                 const PullPolicy& policy,
                                                 std::vector<std::string>& warnings);

}  // namespace slipway::stack_pull
