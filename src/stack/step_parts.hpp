// What a step did with each image or service, and when, from what its module returns.
#pragma once

#include <vector>

#include "ansible/json.hpp"
#include "release/steps.hpp"

namespace slipway {

/// `printed`: what stack_pull or stack_up returns: the images that it pulled or built, the services that it
/// touched and waited for, in the order in which they began. None of any other module.
std::vector<StepPart> step_parts(const ansible::Json& printed);

}  // namespace slipway
