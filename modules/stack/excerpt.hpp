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

/// `text` with every one of `secrets`, and every line of one that has several, as "********"; longest first.
/// To be used before a text is cut or joined, since half a secret is not recognised later. What is shorter
/// than four bytes is left alone: it would blank half the log.
std::string masked(std::string text, const std::vector<std::string>& secrets);

/// The lines of a text without their ends.
std::vector<std::string> lines_of(const std::string& text);

}  // namespace slipway
