// Where the text of a scalar begins and ends in a YAML file.
#pragma once

#include <cstddef>
#include <string_view>

#include "compose/tree.hpp"

namespace slipway {

/// Bytes of a file, from `begin` up to but without `end`.
struct TextSpan {
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// The content of a scalar without its tag, its anchor and its marks: what stands between the quotes; of a
/// block scalar from its first to its last character that is no space; of a plain one all of it.
TextSpan scalar_content(std::string_view text, const ComposeNode& scalar);

}  // namespace slipway
