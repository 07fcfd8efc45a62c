// JSON values as Python would print them. Ansible's modules are Python: where a value of another type is
// taken as a string, and in error messages, its users expect Python's text.
#pragma once

#include <string>

#include "ansible/json.hpp"

namespace slipway::ansible {

/// str(value): a string as it is, True, None, 1.0, ['a', 'b'].
std::string python_str(const Json& value);

/// repr(value): the same, but a string in quotes.
std::string python_repr(const Json& value);

/// str(type(value)): "<class 'str'>".
std::string python_class(const Json& value);

}  // namespace slipway::ansible
