#include "util/mask.hpp"

#include <algorithm>
#include <string_view>
#include <tuple>

#include "util/excerpt.hpp"

namespace slipway {
namespace {

constexpr std::size_t shortest_secret = 4;
constexpr std::size_t engine_cuts_at = 4096;
constexpr std::string_view cut_mark = "...";
constexpr const char* mask = "********";

std::vector<std::string> all_parts(const std::vector<std::string>& secrets) {
  std::vector<std::string> parts;
  for (const auto& secret : secrets) {
    parts.push_back(secret);
    for (auto& line : lines_of(secret)) parts.push_back(std::move(line));
  }
  std::erase_if(parts, [](const auto& part) { return part.size() < shortest_secret; });
  return parts;
}

/// The secrets in alphabetical order, so that those which begin as a text does stand side by side: a text is
/// gone through once, however many there are.
class Secrets {
 public:
  explicit Secrets(const std::vector<std::string>& parts) : sorted_(parts.begin(), parts.end()) {
    std::sort(sorted_.begin(), sorted_.end());
  }

  /// How much of `rest` the longest secret at its beginning covers; 0 when there is none.
  std::size_t covered(std::string_view rest) const {
    auto first = sorted_.begin();
    auto last = sorted_.end();
    std::size_t longest = 0;
    for (std::size_t depth = 0; depth <= rest.size(); ++depth) {
      for (; first != last && first->size() == depth; ++first) longest = depth;  // fits as a whole
      if (first == last || depth == rest.size()) break;
      std::tie(first, last) = std::equal_range(first, last, rest, AtDepth{depth});
    }
    return longest;
  }

 private:
  struct AtDepth {
    std::size_t depth;
    bool operator()(std::string_view left, std::string_view right) const {
      return static_cast<unsigned char>(left[depth]) < static_cast<unsigned char>(right[depth]);
    }
  };
  std::vector<std::string_view> sorted_;
};

std::string masked_parts(const std::string& text, const std::vector<std::string>& parts) {
  const Secrets secrets(parts);
  std::string shown;
  std::size_t covered_to = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const std::size_t covered = secrets.covered(std::string_view(text).substr(at));
    if (covered != 0 && at >= covered_to) shown += mask;
    covered_to = std::max(covered_to, at + covered);
    if (at >= covered_to) shown += text[at];
  }
  return shown;
}

/// How many bytes at the end of `text` are the beginning of a secret.
std::size_t cut_secret(std::string_view text, const std::vector<std::string>& parts) {
  std::size_t longest = 0;
  for (const auto& part : parts)
    for (std::size_t size = std::min(part.size() - 1, text.size()); size > longest; --size)
      if (text.ends_with(std::string_view(part).substr(0, size))) longest = size;
  return longest;
}

}  // namespace

std::string masked(const std::string& text, const std::vector<std::string>& secrets) {
  const auto parts = all_parts(secrets);
  return parts.empty() ? text : masked_parts(text, parts);
}

std::string masked_where_cut(const std::string& text, const std::vector<std::string>& secrets) {
  const auto parts = all_parts(secrets);
  if (parts.empty()) return text;
  const bool marked = text.size() > engine_cuts_at && text.ends_with(cut_mark);
  const std::size_t end = text.size() - (marked ? cut_mark.size() : 0);
  const std::size_t cut = cut_secret(std::string_view(text).substr(0, end), parts);
  const bool counts = cut >= (text.size() >= engine_cuts_at ? 1 : shortest_secret);
  if (!counts) return masked_parts(text, parts);
  return masked_parts(text.substr(0, end - cut), parts) + mask + text.substr(end);
}

}  // namespace slipway
