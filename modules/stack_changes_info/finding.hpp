// What of a stack is no longer as its live release says.
#pragma once

#include <string>
#include <vector>

namespace slipway::stack_changes_info {

struct Finding {
  std::string kind;     // file, folder, image, service, container
  std::string subject;  // its path, reference or name
  std::string said;     // a sentence; what comes from elsewhere is marked as foreign (util/foreign.hpp)

  bool operator==(const Finding&) const = default;
};

using Findings = std::vector<Finding>;

}  // namespace slipway::stack_changes_info
