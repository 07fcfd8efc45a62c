// Home folders and environment variables in paths, as Ansible resolves them in options of type path.
#pragma once

#include <string>

#include "system/system.hpp"

namespace slipway::ansible {

/// os.path.expanduser(os.path.expandvars(text)) of Python: `$NAME` and `${NAME}`, then `~` and `~user` at the
/// front, by HOME and /etc/passwd. What is not set or not known stays as it is written.
std::string expand_path(const std::string& text, System& system);

}  // namespace slipway::ansible
