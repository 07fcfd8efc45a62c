// The values of one table's options, whether it is the module's own or that of the dicts in a list.
#pragma once

#include <string>
#include <vector>

#include "ansible/json.hpp"
#include "ansible/spec.hpp"
#include "system/system.hpp"

namespace slipway::ansible {

/// Adds the defaults of those that are not given.
void set_defaults(const std::vector<OptionInfo>& options, Json& values);

/// Each value to its option's type; one that cannot be converted stays as it is and adds to `errors`, in
/// ansible-core's words. `found_in` is the option that holds the dict; empty for the module's own table.
/// A list of dicts becomes objects; items that are none are left out and add to `errors`.
void coerce_all(const std::vector<OptionInfo>& options, Json& values, const std::string& found_in,
                System& system, std::vector<std::string>& errors);

/// Checks a dict, or each of a list of them, against the table of its option: defaults, required, types,
/// choices, in this order, as ansible-core does (_validate_sub_spec in module_utils/common/parameters.py). A
/// null counts as not given. Returns the keys that the table does not have, as "http.uri", each once.
std::vector<std::string> check_suboptions(const OptionInfo& option, Json& value, System& system,
                                          std::vector<std::string>& errors);

/// The values of the table's options alone, in its order.
Json in_table_order(const std::vector<OptionInfo>& options, const Json& values);

}  // namespace slipway::ansible
