// The lines of an env file that stands there already, next to the text that takes its place. Pure functions
// over text.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "dotenv/dotenv.hpp"

namespace slipway {

/// Whether a statement may as well be a piece of the value before it, as of a key of several lines that
/// nobody put in quotes: a name alone, one that shares its line with a value before it, or that follows a
/// line with
/// `\` at its end. One for each of `entries`.
std::vector<bool> doubtful_statements(std::string_view text, const std::vector<DotenvEntry>& entries);

/// Fails when a key has two statements, and says on which lines.
Expected<void> check_declared_once(const std::vector<DotenvEntry>& entries);

/// `text` with those statements of `old` behind it that `stays` picks, in their order, byte for byte, each
/// with its whole line and the comments right above it. A comment that `text` has as well is left out, so
/// that the same again changes nothing. Where `old` has another statement on the line only the statement
/// comes. Fails when the result does not read back as both.
Expected<std::string> with_lines_of(std::string_view old, std::string_view text,
                                    const std::function<bool(const DotenvEntry&)>& stays);

}  // namespace slipway
