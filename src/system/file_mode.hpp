// Permission bits as people write them.
#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>

#include "util/error.hpp"

namespace slipway {

/// A file's mode from "0600", "600", "0o600" (always octal), or from a symbolic form that starts from
/// `current`: "u=rw,go=", "g+r", "o-rwx", "a=rX", "g=u". Rules of ansible.builtin.file
/// (module_utils/basic.py, _symbolic_mode_to_octal), but for one: a part must say whom it means (u, g, o, a),
/// since the umask of a remote run is anybody's guess.
Expected<mode_t> parse_file_mode(std::string_view text, mode_t current);

/// 0600 → "0600".
std::string file_mode_text(mode_t mode);

}  // namespace slipway
