// The lines of an engine's reply, as its pieces arrive.
#pragma once

#include <optional>
#include <string>
#include <utility>

namespace slipway {

inline constexpr const char* line_too_long =
    "the engine sent a line of more than 1 MiB; is it really a container engine that listens there?";

class ReplyLines {
 public:
  /// What has arrived and was not taken yet, for more to be appended.
  std::string& text() { return arrived_; }

  /// The next line that is whole, without its newline.
  std::optional<std::string> next() {
    const auto end = arrived_.find('\n', searched_);
    searched_ = end == std::string::npos ? arrived_.size() : 0;
    if (end == std::string::npos) return std::nullopt;
    std::string line = arrived_.substr(0, end);
    arrived_.erase(0, end + 1);
    return line;
  }

  /// What is left when nothing more will come: a last line without a newline.
  std::optional<std::string> rest() {
    if (arrived_.empty()) return std::nullopt;
    searched_ = 0;
    return std::exchange(arrived_, {});
  }

  bool too_long() const { return arrived_.size() > longest; }

 private:
  static constexpr std::size_t longest = 1U << 20U;  // bytes
  std::string arrived_;
  std::size_t searched_ = 0;  // so far there is no end of line
};

}  // namespace slipway
