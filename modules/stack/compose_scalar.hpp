// Where the text of a scalar begins and ends in a YAML file. No YAML library says so.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace slipway {

/// Bytes of a file, from `begin` up to but without `end`.
struct TextSpan {
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// The content of the scalar that begins at `offset` with its tag and anchor: what stands between the quotes;
/// of a block scalar from its first to its last character that is no space; of a plain one all of it. `value`
/// is what YAML reads there: it tells where a plain scalar ends. Nullopt when they do not fit together, or
/// when nothing is there.
std::optional<TextSpan> scalar_content(std::string_view text, std::size_t offset, std::string_view value);

/// Whether the scalar that begins at `offset` opens a quote that nothing closes.
bool is_unclosed_quote(std::string_view text, std::size_t offset);

}  // namespace slipway
