// Numbers where a text is meant: YAML has read them before anybody here sees them.
#pragma once

#include <string>
#include <vector>

#include "ansible/json.hpp"
#include "ansible/spec.hpp"

namespace slipway::ansible {

/// One warning for each number in a text, a list of texts, or a dict of texts (Option::texts), that may not
/// be what somebody wrote, by option and key, and never with its value: a floating-point number (1.10 comes
/// as 1.1), and an integer that is an octal number which people write as a file mode (0644 comes as 420).
/// Other octal numbers (0123, which comes as 83) cannot be told from what they have become.
std::vector<std::string> number_warnings(const SpecInfo& spec, const Json& given);

}  // namespace slipway::ansible
