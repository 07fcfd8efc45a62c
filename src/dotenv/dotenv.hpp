// The `.env` syntax as Docker Compose reads it (compose-go, dotenv/parser.go), for `.env` and `env_file:`
// alike: where each statement of a file stands, what its value is, and how a value is written so that every
// compose-go from 1.6.0 on reads it back byte for byte.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "util/error.hpp"

namespace slipway {

enum class DotenvQuotes { none, single_quotes, double_quotes };

/// One statement of an env file. A quoted value may span lines, and several statements may share one.
struct DotenvEntry {
  std::string key;
  std::size_t line = 0;  // on which the key stands, from 1
  // Byte offsets into the text.
  std::size_t key_begin = 0;        // of the key's first byte, a leading `export` not counted
  std::size_t after_separator = 0;  // one past `=` or `:`; of a bare key: one past the key
  std::size_t value_begin = 0;      // of the value's first byte, its opening quote included
  std::size_t value_end = 0;        // one past the value, its closing quote included
  DotenvQuotes quotes = DotenvQuotes::none;
  bool bare = false;  // `KEY` alone on its line: Compose takes the value from its own environment
};

/// The statements of an env file in their order; comments and blank lines declare nothing. A key may come
/// twice (for Compose the last one counts). Errors name the line and never show a value: a character that no
/// name may have, a name with whitespace in it or none at all, a quoted value without its end, a NUL, bytes
/// that are not UTF-8.
Expected<std::vector<DotenvEntry>> parse_dotenv(std::string_view text);

/// An entry of `text` as it is written there, from its name to the end of its value.
std::string_view statement(std::string_view text, const DotenvEntry& entry);

/// What Compose makes of an entry of `text`: quotes and escapes undone, `$$` as `$`. Interpolation
/// (`${OTHER}`) is not carried out: it stays as it is written. Empty for a bare key.
std::string dotenv_value(std::string_view text, const DotenvEntry& entry);

/// Whether every Compose reads `key` as a name: ASCII letters, digits, `_ . - [ ]`; no digit first, since
/// compose-go may leave such keys out.
bool is_dotenv_key(std::string_view key);

/// Whether a value means the same without quotes, to Compose and to a shell that sources the file.
bool is_plain_dotenv_value(std::string_view value);

/// The value in double quotes on one line: `\` as `\0134`, `"` as `\0042`, `$` as `$$`, LF as `\n`, CR as
/// `\r`. Only these read back exactly everywhere: `\\` and `\"` did not before Compose 2.20.
std::string quoted_dotenv_value(std::string_view value);

/// Fails when no env file can carry the value: it has a NUL in it, or bytes that are not UTF-8 (which Compose
/// turns into U+FFFD). The error does not show it.
Expected<void> check_dotenv_value(std::string_view value);

}  // namespace slipway
