#include "util/foreign.hpp"

#include <algorithm>

namespace slipway {
namespace {

constexpr std::string_view kBothBeginWith = "\xEF\xB7";

bool is_mark(std::string_view text) {
  return text.starts_with(kForeignBegin) || text.starts_with(kForeignEnd);
}

}  // namespace

std::string foreign(std::string_view text) {
  return text.empty() ? "" : std::string(kForeignBegin).append(without_marks(text)).append(kForeignEnd);
}

std::string without_marks(std::string_view sentence) {
  std::string text;
  text.reserve(sentence.size());
  while (!sentence.empty()) {
    const std::size_t begin = std::min(sentence.find(kBothBeginWith), sentence.size());
    text += sentence.substr(0, begin);
    sentence.remove_prefix(begin);
    if (is_mark(sentence)) {
      sentence.remove_prefix(kForeignBegin.size());
    } else if (!sentence.empty()) {
      text += sentence.front();
      sentence.remove_prefix(1);
    }
  }
  return text;
}

}  // namespace slipway
