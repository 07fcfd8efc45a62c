// What Compose's YAML parser refuses and yaml-cpp lets pass. Each check fails with the line.
#pragma once

#include <string_view>

#include "stack/compose_tree.hpp"

namespace slipway {

/// Bytes that are no UTF-8, and control characters, NUL among them.
Expected<void> refuse_foreign_bytes(std::string_view text);

/// A key that a mapping has twice.
Expected<void> refuse_repeated_keys(const ComposeTree& tree);

/// An end in the middle: of a quoted text, or of a key. So ends a file that was copied in part.
Expected<void> refuse_cut_off(std::string_view text, const ComposeTree& tree);

}  // namespace slipway
