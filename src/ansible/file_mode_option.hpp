// The option `mode`, as Ansible's file modules have it.
#pragma once

#include <sys/types.h>

#include "ansible/json.hpp"
#include "util/error.hpp"

namespace slipway::ansible {

enum class MayRun { no, yes };

/// A mode from a text (parse_file_mode; a symbolic one starts from `current`), or from the number that YAML
/// makes of an unquoted one: 0644 comes as 420. Refused is a number that nobody means: 644 without its zero
/// stays 644, which is 01204. `may_run`: whether a program can be such a file.
Expected<mode_t> file_mode_option(const Json& given, mode_t current, MayRun may_run);

}  // namespace slipway::ansible
