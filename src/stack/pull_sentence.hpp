// Why an image cannot be had from its registry, in a sentence that says what to do.
#pragma once

#include <string>
#include <vector>

#include "engine/image_pull.hpp"

namespace slipway {

/// Whom an image was asked for, and whether by an account.
struct PullSource {
  std::string registry;  // its domain
  bool with_account = false;
};

/// "the registry docker.io has no such image ('…'); check the tag, …". Not for an image that may not be
/// pulled (PullTrouble::absent). `secrets` are masked in what the registry said.
std::string pull_sentence(const PullFailure& failure, const PullSource& source,
                          const std::vector<std::string>& secrets);

}  // namespace slipway
