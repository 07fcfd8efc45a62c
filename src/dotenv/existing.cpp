#include "dotenv/existing.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "dotenv/characters.hpp"

namespace slipway {
namespace {

std::size_t begin_of_line(std::string_view text, std::size_t at) {
  const std::size_t before = at == 0 ? std::string_view::npos : text.rfind('\n', at - 1);
  if (before != std::string_view::npos) return before + 1;
  return text.starts_with(dotenv::byte_order_mark) ? dotenv::byte_order_mark.size() : 0;
}

/// One past the line break, or the end of the text.
std::size_t end_of_line(std::string_view text, std::size_t at) {
  const std::size_t found = text.find('\n', at);
  return found == std::string_view::npos ? text.size() : found + 1;
}

std::string_view without_space(std::string_view line) {
  while (!line.empty() && dotenv::space_at(line, 0) != 0) line.remove_prefix(dotenv::space_at(line, 0));
  return dotenv::without_trailing_space(line);
}

bool is_comment(std::string_view line) {
  return without_space(line).starts_with('#');
}

std::set<std::string_view> comments_of(std::string_view text) {
  std::set<std::string_view> comments;
  if (text.starts_with(dotenv::byte_order_mark)) text.remove_prefix(dotenv::byte_order_mark.size());
  for (std::size_t at = 0; at < text.size(); at = end_of_line(text, at))
    if (const auto line = text.substr(at, end_of_line(text, at) - at); is_comment(line))
      comments.insert(without_space(line));
  return comments;
}

/// Puts the lines of single statements together.
class Lines {
 public:
  Lines(std::string_view old, const std::vector<DotenvEntry>& entries, std::string_view text)
      : old_(old), entries_(entries), known_(comments_of(text)), result_(text) {}

  void add(std::size_t i) {
    const DotenvEntry& entry = entries_[i];
    const std::size_t line = begin_of_line(old_, entry.key_begin);
    const std::size_t end = end_of_line(old_, entry.value_end);
    const std::size_t before = i == 0 ? 0 : entries_[i - 1].value_end;
    const bool first = i == 0 || before <= line;
    const bool last = i + 1 == entries_.size() || entries_[i + 1].key_begin >= end;
    if (!result_.empty() && result_.back() != '\n') result_ += '\n';
    if (first) add_comments_above(line, before);
    const std::size_t begin = first ? line : entry.key_begin;
    result_ += old_.substr(begin, (last ? end : entry.value_end) - begin);
  }

  std::string taken() { return std::move(result_); }

 private:
  /// Those that touch the line, from the topmost on; none that begins before `limit`.
  void add_comments_above(std::size_t line, std::size_t limit) {
    std::vector<std::string_view> comments;
    while (line > limit && line > 0) {
      const std::size_t above = begin_of_line(old_, line - 1);
      if (above < limit || above >= line || !is_comment(old_.substr(above, line - above))) break;
      comments.push_back(old_.substr(above, line - above));
      line = above;
    }
    for (auto comment = comments.rbegin(); comment != comments.rend(); ++comment)
      if (known_.count(without_space(*comment)) == 0) result_ += *comment;
  }

  std::string_view old_;
  const std::vector<DotenvEntry>& entries_;
  std::set<std::string_view> known_;
  std::string result_;
};

std::vector<std::string_view> statements(std::string_view text, const std::vector<DotenvEntry>& entries) {
  std::vector<std::string_view> all;
  for (const auto& entry : entries) all.push_back(statement(text, entry));
  return all;
}

}  // namespace

std::vector<bool> doubtful_statements(std::string_view text, const std::vector<DotenvEntry>& entries) {
  std::vector<bool> doubtful;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const std::size_t before = i == 0 ? 0 : entries[i - 1].value_end;
    const std::string_view gap = text.substr(before, entries[i].key_begin - before);
    const bool behind = i > 0 && (gap.find('\n') == std::string_view::npos || text[before - 1] == '\\');
    doubtful.push_back(entries[i].bare || behind);
  }
  return doubtful;
}

Expected<void> check_declared_once(const std::vector<DotenvEntry>& entries) {
  std::map<std::string_view, std::size_t> lines;
  for (const auto& entry : entries)
    if (const auto [first, fresh] = lines.emplace(entry.key, entry.line); !fresh)
      return fail(entry.key + " is declared twice, on line " + std::to_string(first->second) +
                  " and on line " + std::to_string(entry.line) + "; keep one of them");
  return {};
}

Expected<std::string> with_lines_of(std::string_view old, std::string_view text,
                                    const std::function<bool(const DotenvEntry&)>& stays) {
  TRY_ASSIGN(const auto entries, parse_dotenv(old));
  TRY_ASSIGN(const auto own, parse_dotenv(text));
  auto expected = statements(text, own);
  Lines lines(old, entries, text);
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (!stays(entries[i])) continue;
    lines.add(i);
    expected.push_back(statement(old, entries[i]));
  }
  std::string result = lines.taken();
  TRY_ASSIGN(const auto all, parse_dotenv(result));
  if (statements(result, all) != expected)
    return fail("the lines that stay would not read back as they were");
  return result;
}

}  // namespace slipway
