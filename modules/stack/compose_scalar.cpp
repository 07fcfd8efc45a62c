#include "stack/compose_scalar.hpp"

#include <algorithm>

namespace slipway {
namespace {

constexpr auto none = std::string_view::npos;
constexpr std::string_view blanks = " \t";
constexpr std::string_view spaces = " \t\r\n";

std::size_t or_end(std::size_t found, std::string_view text) {
  return std::min(found, text.size());
}

// A tag or an anchor ends at a space, or where a flow collection goes on; `!<…>` ends at its bracket.
std::size_t skip_property(std::string_view text, std::size_t at) {
  if (text.substr(at, 2) == "!<") return or_end(text.find('>', at), text) + 1;
  return or_end(text.find_first_of(" \t\r\n,[]{}", at), text);
}

// From the offset that yaml-cpp names, past tags, anchors, comments and line breaks, to the scalar itself.
std::size_t skip_properties(std::string_view text, std::size_t at) {
  while (at < text.size()) {
    const char c = text[at];
    if (spaces.find(c) != none)
      at = or_end(text.find_first_not_of(spaces, at), text);
    else if (c == '#')
      at = or_end(text.find('\n', at), text);
    else if (c == '!' || c == '&')
      at = skip_property(text, at);
    else
      break;
  }
  return at;
}

std::optional<TextSpan> single_quoted(std::string_view text, std::size_t begin) {
  for (std::size_t at = begin; (at = text.find('\'', at)) != none; at += 2)
    if (text.substr(at, 2) != "''") return TextSpan{begin, at};
  return std::nullopt;
}

std::optional<TextSpan> double_quoted(std::string_view text, std::size_t begin) {
  for (std::size_t at = begin; (at = text.find_first_of("\"\\", at)) != none; at += 2)
    if (text[at] == '"') return TextSpan{begin, at};
  return std::nullopt;
}

// Line by line as long as a line is blank or indented as deep as the first that is not.
std::optional<TextSpan> block(std::string_view text, std::size_t header) {
  std::optional<TextSpan> content;
  std::size_t indentation = 0;
  for (std::size_t line = text.find('\n', header); line != none; line = text.find('\n', line)) {
    ++line;
    const auto first = text.find_first_not_of(blanks, line);
    const auto end = or_end(text.find('\n', line), text);
    if (first == none || text[first] == '\n' || text[first] == '\r') continue;
    if (!content) {
      content = TextSpan{first, first};
      indentation = first - line;
    }
    if (first - line < indentation) break;
    content->end = text.find_last_not_of(spaces, end - 1) + 1;
  }
  return content;
}

// The value is the text itself, but that a line break and the spaces around it are folded.
std::optional<TextSpan> plain(std::string_view text, std::size_t begin, std::string_view value) {
  std::size_t at = begin;
  for (std::size_t i = 0; i < value.size();) {
    if (spaces.find(value[i]) != none) {
      const auto next = or_end(text.find_first_not_of(spaces, at), text);
      if (next == at) return std::nullopt;
      at = next;
      i = or_end(value.find_first_not_of(spaces, i), value);
    } else if (at == text.size() || text[at++] != value[i++]) {
      return std::nullopt;
    }
  }
  return at == begin ? std::nullopt : std::optional(TextSpan{begin, at});
}

}  // namespace

std::optional<TextSpan> scalar_content(std::string_view text, std::size_t offset, std::string_view value) {
  const std::size_t at = skip_properties(text, offset);
  if (at >= text.size()) return std::nullopt;
  switch (text[at]) {
    case '\'':
      return single_quoted(text, at + 1);
    case '"':
      return double_quoted(text, at + 1);
    case '|':
    case '>':
      return block(text, at);
    default:
      return plain(text, at, value);
  }
}

bool is_unclosed_quote(std::string_view text, std::size_t offset) {
  const std::size_t at = skip_properties(text, offset);
  if (at >= text.size() || (text[at] != '\'' && text[at] != '"')) return false;
  return !scalar_content(text, at, {});
}

}  // namespace slipway
