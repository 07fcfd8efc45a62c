#include "util/mask.hpp"

#include <algorithm>
#include <cctype>
#include <tuple>

#include "util/excerpt.hpp"
#include "util/foreign.hpp"
#include "util/utf8.hpp"

namespace slipway {
namespace {

constexpr std::size_t long_enough = 4;  // characters
constexpr std::size_t engine_cuts_at = 4096;
constexpr std::string_view engine_cut_mark = "...";

bool part_of_word(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x80 || std::isalnum(byte) != 0 || c == '_';
}

std::string trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t\n\r\f\v";
  const auto first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return "";
  return std::string(text.substr(first, text.find_last_not_of(blanks) - first + 1));
}

struct AtDepth {
  std::size_t depth;
  bool operator()(std::string_view left, std::string_view right) const {
    return static_cast<unsigned char>(left[depth]) < static_cast<unsigned char>(right[depth]);
  }
};

}  // namespace

Mask::Mask(const std::vector<std::string>& secrets) : whole_(secrets.begin(), secrets.end()) {
  whole_.erase("");
  std::set<std::string, std::less<>> parts = whole_;
  for (const auto& secret : whole_)
    if (secret.find('\n') != std::string::npos)
      for (const auto& line : lines_of(secret))
        if (auto part = trimmed(line); characters_in(part) >= long_enough) parts.insert(std::move(part));
  for (const auto& part : parts)
    if (characters_in(part) >= long_enough)
      long_.push_back(part);
    else
      short_.insert(part);
}

/// How much of `rest` the longest secret at its beginning covers; 0 when there is none. In alphabetical order
/// those which begin as a text does stand side by side: a text is gone through once, however many there are.
std::size_t Mask::covered_by_long(std::string_view rest) const {
  auto first = long_.begin();
  auto last = long_.end();
  std::size_t longest = 0;
  for (std::size_t depth = 0; depth <= rest.size(); ++depth) {
    for (; first != last && first->size() == depth; ++first) longest = depth;  // fits as a whole
    if (first == last || depth == rest.size()) break;
    std::tie(first, last) = std::equal_range(first, last, rest, AtDepth{depth});
  }
  return longest;
}

std::size_t Mask::covered_by_short(std::string_view text, std::size_t at) const {
  if (short_.empty() || (at > 0 && part_of_word(text[at - 1]))) return 0;
  const auto longest = std::min(text.size() - at, long_enough * 4);
  for (std::size_t size = longest; size > 0; --size) {
    const bool open_after = at + size == text.size() || !part_of_word(text[at + size]);
    if (open_after && short_.count(text.substr(at, size)) != 0) return size;
  }
  return 0;
}

std::size_t Mask::covered(std::string_view text, std::size_t at) const {
  return std::max(covered_by_long(text.substr(at)), covered_by_short(text, at));
}

std::string Mask::text(std::string_view clear) const {
  return text_outside({}, clear);
}

std::string Mask::text_outside(const std::vector<Span>& spared, std::string_view clear) const {
  if (whole_.empty()) return std::string(clear);
  std::string shown;
  std::size_t covered_to = 0;
  auto span = spared.begin();
  for (std::size_t at = 0; at < clear.size(); ++at) {
    while (span != spared.end() && span->end <= at) ++span;
    std::size_t size = covered(clear, at);
    if (span != spared.end() && span->begin <= at && at + size <= span->end) size = 0;
    if (size != 0 && at >= covered_to) shown += masked_value;
    covered_to = std::max(covered_to, at + size);
    if (at >= covered_to) shown += clear[at];
  }
  return shown;
}

/// How many bytes at the end of `text` are the beginning of a secret.
std::size_t Mask::cut_secret(std::string_view text) const {
  std::size_t longest = 0;
  for (const auto& part : long_)
    for (std::size_t size = std::min(part.size() - 1, text.size()); size > longest; --size)
      if (text.ends_with(std::string_view(part).substr(0, size))) longest = size;
  return longest;
}

/// What stands behind `end` is the mark of the cut; fewer bytes than `fewest` are a coincidence.
std::string Mask::without_cut_secret(std::string_view text, std::size_t end, std::size_t fewest) const {
  const std::size_t cut = cut_secret(text.substr(0, end));
  if (cut < fewest) return this->text(text);
  return this->text(text.substr(0, end - cut)).append(masked_value).append(text.substr(end));
}

std::string Mask::cut_text(std::string_view clear) const {
  const bool marked = clear.size() > engine_cuts_at && clear.ends_with(engine_cut_mark);
  return without_cut_secret(clear, clear.size() - (marked ? engine_cut_mark.size() : 0),
                            clear.size() >= engine_cuts_at ? 1 : long_enough);
}

std::string Mask::sentence(std::string_view clear) const {
  std::string shown;
  while (!clear.empty()) {
    const std::size_t begin = std::min(clear.find(foreign_begin), clear.size());
    shown += without_marks(clear.substr(0, begin));
    clear.remove_prefix(begin);
    if (clear.empty()) break;
    const std::size_t end = std::min(clear.find(foreign_end), clear.size());
    const std::string part = without_marks(clear.substr(0, end));
    shown += part.ends_with(excerpt_cut_mark)
                 ? without_cut_secret(part, part.size() - excerpt_cut_mark.size(), long_enough)
                 : text(part);
    clear.remove_prefix(end);
  }
  return shown;
}

std::string masked(const std::string& text, const std::vector<std::string>& secrets) {
  return Mask(secrets).text(text);
}

std::string masked_where_cut(const std::string& text, const std::vector<std::string>& secrets) {
  return Mask(secrets).cut_text(text);
}

}  // namespace slipway
