// An env file as it may be shown to people.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dotenv/dotenv.hpp"
#include "util/mask.hpp"

namespace slipway {

struct DotenvMask {
  /// What to show in place of a value, quotes included; nullopt: the value as it stands.
  std::function<std::optional<std::string>(const DotenvEntry&)> value;
  /// Whether a comment (from its `#` to the end of its line) may be shown; else `# ********` stands there.
  std::function<bool(std::string_view comment)> shows_comment;
  /// Whether a statement may be shown that may as well be a piece of the value before it
  /// (doubtful_statements). Else `********` stands there.
  std::function<bool(const DotenvEntry&)> shows_doubtful;
  /// Secrets to mask in all that is shown, but for one that is, or is a part of, the name of a statement.
  Mask secrets{};
};

/// `text` with values and comments masked; names, blank lines and order stay. Nothing of a masked value
/// remains, its length and its lines neither. Fails as parse_dotenv does, and then shows nothing.
Expected<std::string> masked_dotenv(std::string_view text, const DotenvMask& mask);

/// The comments of a text, between and behind its statements.
std::vector<std::string_view> dotenv_comments(std::string_view text, const std::vector<DotenvEntry>& entries);

}  // namespace slipway
