#include "util/foreign.hpp"

#include <algorithm>

namespace slipway {
namespace {

constexpr std::string_view both_begin_with = "\xEF\xB7";

bool is_mark(std::string_view text) {
  return text.starts_with(foreign_begin) || text.starts_with(foreign_end);
}

}  // namespace

std::string foreign(std::string_view text) {
  return text.empty() ? "" : std::string(foreign_begin).append(without_marks(text)).append(foreign_end);
}

std::string without_marks(std::string_view sentence) {
  std::string text;
  text.reserve(sentence.size());
  while (!sentence.empty()) {
    const std::size_t begin = std::min(sentence.find(both_begin_with), sentence.size());
    text += sentence.substr(0, begin);
    sentence.remove_prefix(begin);
    if (is_mark(sentence)) {
      sentence.remove_prefix(foreign_begin.size());
    } else if (!sentence.empty()) {
      text += sentence.front();
      sentence.remove_prefix(1);
    }
  }
  return text;
}

}  // namespace slipway
