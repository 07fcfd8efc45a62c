// Which characters mean what to compose-go's parser, which goes by Unicode characters, not by bytes.
#pragma once

#include <cstddef>
#include <string_view>

namespace slipway::dotenv {

/// What may stand in front of the first statement of a file.
inline constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// The length in bytes of the whitespace character at `at` (Go's unicode.IsSpace, line breaks among it); 0:
/// none.
std::size_t space_at(std::string_view text, std::size_t at);

/// The same for the whitespace that may stand inside a statement (isSpace in parser.go: no line break).
std::size_t blank_at(std::string_view text, std::size_t at);

/// Whether a byte may stand in a name. Any byte of a character beyond ASCII may: which of those are letters
/// is Compose's business.
bool is_name_byte(char byte);

/// `text` without the whitespace at its end.
std::string_view without_trailing_space(std::string_view text);

/// The offset of the first byte that no env file can carry: a NUL, or one that is not UTF-8; npos: there is
/// none.
std::size_t find_uncarriable(std::string_view text);

}  // namespace slipway::dotenv
