// Secrets out of what others wrote, before it is cut, joined or shown: half a secret is not recognised later.
#pragma once

#include <string>
#include <vector>

namespace slipway {

/// `text` with every one of `secrets`, and every line of one that has several, as "********"; where they
/// overlap, all that any of them covers. What is shorter than four bytes is left alone: it would blank half
/// the log.
std::string masked(const std::string& text, const std::vector<std::string>& secrets);

/// The same of a text that may have been cut off by whoever handed it out, as the engine cuts the output of a
/// health probe after 4,096 bytes (moby, daemon/health.go; it then ends in "..."): the beginning of a secret
/// at the very end is masked as well, of a text of that length even a single byte.
std::string masked_where_cut(const std::string& text, const std::vector<std::string>& secrets);

}  // namespace slipway
