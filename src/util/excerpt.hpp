// A piece of somebody's output that fits into one sentence.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace slipway {

/// `text` on one line: white space and control characters as single spaces, its end cut off after about 300
/// bytes, never inside a UTF-8 character.
std::string excerpt(std::string_view text);

/// "a, b and 7 more": the first ten of `names`, each as its excerpt, and how many there are besides.
std::string some_of(const std::vector<std::string>& names);

/// The lines of a text without their ends.
std::vector<std::string> lines_of(const std::string& text);

}  // namespace slipway
