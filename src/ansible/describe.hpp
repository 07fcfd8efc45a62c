// A table in words for a person, and as JSON for the tests.
#pragma once

#include <string>

#include "ansible/json.hpp"
#include "ansible/spec.hpp"

namespace slipway::ansible {

/// The answer to --help.
std::string help_text(const SpecInfo& spec);

/// The answer to --dump-spec: {module, summary, options: [{name, type, elements, default, required, choices,
/// aliases, secret, options}], mutually_exclusive, required_one_of}.
Json spec_as_json(const SpecInfo& spec);

}  // namespace slipway::ansible
