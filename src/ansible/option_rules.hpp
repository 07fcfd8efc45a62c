// What must hold between a table and the options given, each rule with ansible-core's wording. No error:
// nullopt.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ansible/json.hpp"
#include "ansible/spec.hpp"

namespace slipway::ansible {

/// "parameters are mutually exclusive: a|b" — of the options that were given, before defaults.
std::optional<std::string> exclusive_error(const SpecInfo& spec, const Json& values);

/// "missing required arguments: a, b"
std::optional<std::string> missing_error(const std::vector<OptionInfo>& options, const Json& values);

/// "value of a must be one of: x, y, got: z". A boolean that YAML made of the word yes, no, on or off
/// becomes that word again where only one of the choices can be meant.
std::optional<std::string> choice_error(const OptionInfo& option, Json& value);

/// "one of the following is required: a, b" — of the first group of `groups` that has none.
std::optional<std::string> one_of_error(const std::vector<std::vector<std::string>>& groups,
                                        const Json& values);

/// The keys of `given` that are no option, sorted.
std::vector<std::string> strangers_in(const std::vector<OptionInfo>& options, const Json& given);

/// "Unsupported parameters for (NAME) module: z. Supported parameters include: a, b (alias)." `options` are
/// those that the strangers stand among.
std::string unsupported_error(const std::string& module, const std::vector<std::string>& strangers,
                              const std::vector<OptionInfo>& options);

/// "argument 'a' is an empty path; …". ansible-core lets such a path through; a system call would take an
/// empty one for another file, and end one with a NUL byte in it there.
std::optional<std::string> path_error(const OptionInfo& option, const Json& value);

}  // namespace slipway::ansible
