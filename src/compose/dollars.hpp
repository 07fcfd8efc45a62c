// `$` in what `docker compose config` prints: as a compose file has to say it, `$$`.
#pragma once

#include <string>

namespace slipway {

/// As it is meant.
inline std::string with_single_dollars(std::string text) {
  for (auto at = text.find("$$"); at != std::string::npos; at = text.find("$$", at + 1)) text.erase(at, 1);
  return text;
}

}  // namespace slipway
