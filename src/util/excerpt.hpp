// A piece of somebody's output that fits into one sentence.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace slipway {

inline constexpr std::string_view excerpt_cut_mark = "…";

/// `text` on one line: white space and control characters as single spaces, its end cut off after about 300
/// bytes, never inside a UTF-8 character, with a "…" behind.
std::string one_line(std::string_view text);

/// The same of what others wrote, as a foreign part of a sentence (util/foreign.hpp): secrets in it are
/// masked.
std::string excerpt(std::string_view text);

/// "a, b and 7 more": the first ten of `names`, each on one line, and how many there are besides. Names are
/// documented values, and no foreign parts.
std::string some_of(const std::vector<std::string>& names);

/// "service app", "services app, web".
std::string services_named(const std::vector<std::string>& names);

/// The lines of a text without their ends.
std::vector<std::string> lines_of(const std::string& text);

}  // namespace slipway
