#include "release/phase.hpp"

#include <algorithm>
#include <array>

namespace slipway {
namespace {

constexpr std::array phase_names{"opened", "files", "containers", "healthy"};

}  // namespace

std::string to_text(ReleasePhase phase) {
  return phase_names.at(static_cast<std::size_t>(phase));
}

std::optional<ReleasePhase> release_phase(const std::string& text) {
  const auto found = std::find(phase_names.begin(), phase_names.end(), text);
  if (found == phase_names.end()) return std::nullopt;
  return static_cast<ReleasePhase>(found - phase_names.begin());
}

}  // namespace slipway
