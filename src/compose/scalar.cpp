#include "compose/scalar.hpp"

#include <algorithm>

namespace slipway {
namespace {

constexpr auto none = std::string_view::npos;
constexpr std::string_view spaces = " \t\r\n";

// A tag or an anchor ends at a space, or where a flow collection goes on; `!<…>` ends at its bracket.
std::size_t skip_property(std::string_view text, std::size_t at) {
  if (text.substr(at, 2) == "!<") return std::min(text.find('>', at), text.size() - 1) + 1;
  return std::min(text.find_first_of(" \t\r\n,[]{}", at), text.size());
}

// Past tags, anchors, comments and line breaks, to the scalar itself.
std::size_t skip_properties(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    const char c = text[at];
    if (spaces.find(c) != none)
      ++at;
    else if (c == '#')
      at = std::min(text.find_first_of("\r\n", at), text.size());
    else if (c == '!' || c == '&')
      at = skip_property(text, at);
    else
      break;
  }
  return at;
}

// The header ends with its line; what libyaml counts to the scalar may end with blank lines.
TextSpan block(std::string_view text, std::size_t header) {
  const auto line_end = std::min(text.find_first_of("\r\n", header), text.size());
  const auto begin = std::min(text.find_first_not_of(spaces, line_end), text.size());
  const auto last = text.find_last_not_of(spaces);
  return {begin, std::max(begin, last + 1)};
}

}  // namespace

TextSpan scalar_content(std::string_view text, const ComposeNode& scalar) {
  const auto written = text.substr(scalar.offset, scalar.end - scalar.offset);
  const std::size_t at = skip_properties(written);
  TextSpan within{at, written.size()};
  if (scalar.style == ComposeNode::Style::quoted && written.size() >= at + 2)
    within = {at + 1, written.size() - 1};
  if (scalar.style == ComposeNode::Style::block) within = block(written, at);
  return {scalar.offset + within.begin, scalar.offset + within.end};
}

}  // namespace slipway
