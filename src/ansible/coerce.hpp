// One value to the type that its option wants, by the rules of ansible-core (check_type_* in
// module_utils/common/validation.py).
#pragma once

#include <string>

#include "ansible/json.hpp"
#include "ansible/spec.hpp"
#include "system/system.hpp"

namespace slipway::ansible {

/// The value (not null) as a string, an integer that fits a long, a boolean, an array of strings, or an
/// object. Paths come out expanded. Errors are the cause alone, in ansible-core's words: "<class 'dict'>
/// cannot be converted to a list". Of a list of dicts only the list is made: each dict has a table of its own
/// (option_values.hpp). Beside what ansible-core 2.14 takes for an int, whole floats are taken
/// ("5.0", 5.0), as it does itself since 2.17.
Expected<Json> coerce(const Json& value, Type type, System& system);

/// The names that documentation and messages use: "str", "path", "bool", "int", "list", "dict".
std::string type_name(Type type);

/// What a list holds: "str", "path" or "dict"; empty for the other types.
std::string elements_name(Type type);

}  // namespace slipway::ansible
