#include "dotenv/mask.hpp"

#include <algorithm>

#include "dotenv/characters.hpp"
#include "dotenv/existing.hpp"

namespace slipway {
namespace {

/// Where the first comment of a gap stands. Between two statements a `#` is nothing but a comment.
std::string_view first_comment(std::string_view gap) {
  const std::size_t begin = gap.find('#');
  if (begin == std::string_view::npos) return {};
  return dotenv::without_trailing_space(
      gap.substr(begin, std::min(gap.find('\n', begin), gap.size()) - begin));
}

void append_gap(std::string& shown, std::string_view gap, const DotenvMask& mask) {
  for (;;) {
    const std::string_view comment = first_comment(gap);
    if (comment.empty()) break;
    const auto before = static_cast<std::size_t>(comment.data() - gap.data());
    shown += gap.substr(0, before);
    if (mask.shows_comment(comment))
      shown += comment;
    else
      shown.append("# ").append(masked_value);
    gap.remove_prefix(before + comment.size());
  }
  shown += gap;
}

/// The text between the statements: before the first, between two, after the last.
std::vector<std::string_view> gaps_of(std::string_view text, const std::vector<DotenvEntry>& entries) {
  std::vector<std::string_view> gaps;
  std::size_t end = 0;
  for (const auto& entry : entries) {
    gaps.push_back(text.substr(end, entry.key_begin - end));
    end = entry.value_end;
  }
  gaps.push_back(text.substr(end));
  return gaps;
}

}  // namespace

Expected<std::string> masked_dotenv(std::string_view text, const DotenvMask& mask) {
  TRY_ASSIGN(const auto entries, parse_dotenv(text));
  const auto gaps = gaps_of(text, entries);
  const auto doubtful = doubtful_statements(text, entries);
  std::string shown;
  std::vector<Mask::Span> names;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const auto& entry = entries[i];
    append_gap(shown, gaps[i], mask);
    if (doubtful[i] && !mask.shows_doubtful(entry)) {
      shown += masked_value;
      continue;
    }
    const auto instead = entry.bare ? std::nullopt : mask.value(entry);
    names.push_back({shown.size(), shown.size() + entry.key.size()});
    shown += text.substr(entry.key_begin, entry.value_begin - entry.key_begin);
    shown += instead ? *instead : text.substr(entry.value_begin, entry.value_end - entry.value_begin);
  }
  append_gap(shown, gaps.back(), mask);
  return mask.secrets.text_outside(names, shown);
}

std::vector<std::string_view> dotenv_comments(std::string_view text,
                                              const std::vector<DotenvEntry>& entries) {
  std::vector<std::string_view> comments;
  for (std::string_view gap : gaps_of(text, entries)) {
    for (;;) {
      const std::string_view comment = first_comment(gap);
      if (comment.empty()) break;
      comments.push_back(comment);
      gap.remove_prefix(static_cast<std::size_t>(comment.data() - gap.data()) + comment.size());
    }
  }
  return comments;
}

}  // namespace slipway
