#include <algorithm>
#include <array>
#include <cstdio>
#include <optional>

#include "dotenv/characters.hpp"
#include "dotenv/dotenv.hpp"

namespace slipway {
namespace {

/// A character as an error names it.
std::string shown(char byte) {
  if (byte > ' ' && byte < '\x7f') return std::string("'") + byte + "'";
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), "0x%02x", static_cast<unsigned>(static_cast<unsigned char>(byte)));
  return text.data();
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {
    if (text.starts_with(dotenv::byte_order_mark)) at_ = dotenv::byte_order_mark.size();
  }

  /// The next statement; nullopt at the end of the file.
  Expected<std::optional<DotenvEntry>> next() {
    for (;;) {
      skip_to_statement();
      if (at_ >= text_.size()) return std::nullopt;
      skip_export();
      TRY_ASSIGN(DotenvEntry entry, name());
      // `export` alone on its line: compose-go looks up a variable without a name, which declares nothing.
      if (entry.key.empty()) continue;
      if (!entry.bare) TRY(value(entry));
      return entry;
    }
  }

  tl::unexpected<Error> fail_at(std::size_t offset, const std::string& what) {
    return fail("line " + std::to_string(line_at(offset)) + ": " + what);
  }

 private:
  /// The number of the line at an offset; offsets only grow.
  std::size_t line_at(std::size_t offset) {
    for (; counted_ < offset; ++counted_) line_ += text_[counted_] == '\n' ? 1U : 0U;
    return line_;
  }

  std::size_t end_of_line(std::size_t from) const { return std::min(text_.find('\n', from), text_.size()); }

  std::size_t after_blanks(std::size_t from) const {
    while (const std::size_t length = dotenv::blank_at(text_, from)) from += length;
    return from;
  }

  void skip_to_statement() {
    while (at_ < text_.size()) {
      if (const std::size_t length = dotenv::space_at(text_, at_))
        at_ += length;
      else if (text_[at_] == '#')
        at_ = end_of_line(at_);
      else
        return;
    }
  }

  void skip_export() {
    constexpr std::string_view export_word = "export";
    const std::size_t after = at_ + export_word.size();
    if (text_.substr(at_, export_word.size()) != export_word || after >= text_.size()) return;
    if (std::string_view("\t\n\f\r ").find(text_[after]) != std::string_view::npos) at_ = after_blanks(after);
  }

  /// From the name to its separator. The file's last line is a bare name even without its line break.
  Expected<DotenvEntry> name() {
    DotenvEntry entry;
    std::size_t end = at_;
    while (end < text_.size() && std::string_view("=:\n").find(text_[end]) == std::string_view::npos) {
      const std::size_t blank = dotenv::blank_at(text_, end);
      if (blank == 0 && !dotenv::is_name_byte(text_[end]))
        return fail_at(at_, "unexpected character " + shown(text_[end]) + " in the name of a variable");
      end += blank == 0 ? 1 : blank;
    }
    entry.bare = end == text_.size() || text_[end] == '\n';
    entry.line = line_at(at_);
    entry.key_begin = at_;
    entry.key = dotenv::without_trailing_space(text_.substr(at_, end - at_));
    if (entry.key.empty() && !entry.bare) return fail_at(at_, "the name of the variable is missing");
    for (std::size_t i = 0; i < entry.key.size(); ++i)
      if (dotenv::space_at(entry.key, i) != 0)
        return fail_at(at_, "the name of a variable has a space in it; a comment begins with #");
    entry.after_separator = entry.bare ? at_ + entry.key.size() : end + 1;
    entry.value_begin = entry.value_end = entry.after_separator;
    at_ = entry.bare ? end : entry.after_separator;
    return entry;
  }

  Expected<void> value(DotenvEntry& entry) {
    const std::size_t begin = after_blanks(entry.after_separator);
    const char first = begin < text_.size() ? text_[begin] : '\n';
    if (first == '"' || first == '\'') return quoted_value(entry, begin, first);
    at_ = end_of_line(begin);
    const std::string_view line = text_.substr(begin, at_ - begin);
    const std::string_view found = dotenv::without_trailing_space(line.substr(0, line.find(" #")));
    if (found.empty()) return {};
    entry.value_begin = begin;
    entry.value_end = begin + found.size();
    return {};
  }

  Expected<void> quoted_value(DotenvEntry& entry, std::size_t begin, char quote) {
    entry.quotes = quote == '"' ? DotenvQuotes::double_quotes : DotenvQuotes::single_quotes;
    bool escaped = false;
    for (std::size_t i = begin + 1; i < text_.size(); ++i) {
      if (text_[i] == quote && !escaped) {
        entry.value_begin = begin;
        entry.value_end = at_ = i + 1;
        return {};
      }
      escaped = text_[i] == '\\' && !escaped;
    }
    return fail_at(begin, "the quoted value of " + entry.key + " has no end; close it with " + quote);
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t counted_ = 0;
  std::size_t line_ = 1;
};

}  // namespace

std::string_view statement(std::string_view text, const DotenvEntry& entry) {
  return text.substr(entry.key_begin, entry.value_end - entry.key_begin);
}

Expected<std::vector<DotenvEntry>> parse_dotenv(std::string_view text) {
  Reader reader(text);
  if (const std::size_t bad = dotenv::find_uncarriable(text); bad != std::string_view::npos)
    return reader.fail_at(bad, text[bad] == '\0'
                                   ? "there is a NUL byte, which no env file can carry; remove it"
                                   : "there are bytes that are not UTF-8; save the file as UTF-8");
  std::vector<DotenvEntry> entries;
  for (;;) {
    TRY_ASSIGN(auto entry, reader.next());
    if (!entry) return entries;
    entries.push_back(std::move(*entry));
  }
}

}  // namespace slipway
