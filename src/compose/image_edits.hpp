// Scalars of one compose file with another text, and every byte beside them as it was.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "compose/tree.hpp"

namespace slipway {

struct ImageEdit {
  NodeId node = 0;
  std::string image;  // what is put there
};

/// The line that the content of a scalar begins on, from 1: a tag, an anchor or the mark of a block may stand
/// on a line before.
std::size_t line_of_content(std::string_view text, const ComposeNode& scalar);

/// The text with the edits, which come in the order of the file. It was parsed again and is the old one but
/// for them. Fails when it is not: a fault of ours.
Expected<std::string> with_edits(std::string_view text, const ComposeTree& tree,
                                 const std::vector<ImageEdit>& edits);

}  // namespace slipway
