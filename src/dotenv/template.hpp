// An env file from its template and the values given for it: pure functions over text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "util/error.hpp"

namespace slipway {

struct DotenvAssignment {
  std::string key;
  std::string value;  // as the container shall see it
};

/// What becomes of a given key that the template does not declare.
enum class Undeclared { fail, append, ignore };

/// The template with the values put in. Only the bytes of a supplied key's value change: `export`,
/// indentation, blanks, line endings, and a ` # comment` behind the value stay, and so does every statement
/// that is not supplied, its interpolation included. `KEY` alone and `KEY=` both declare KEY; `#KEY=` does
/// not. Behind `KEY= # comment` the comment stays a comment, although Compose would read it as the value.
/// Appended keys come last, in the order given, with the template's kind of line ending.
///
/// What is returned was read back with parse_dotenv: every given value is there byte for byte, and every
/// other statement is as it was. Errors: a template that Compose cannot read; a key twice in it (with both
/// lines); a given key that is no name, is not declared, or has a value that no env file can carry. No error
/// shows a value.
Expected<std::string> render_dotenv(std::string_view text, const std::vector<DotenvAssignment>& given,
                                    Undeclared undeclared);

}  // namespace slipway
