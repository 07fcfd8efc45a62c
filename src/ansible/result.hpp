// What a module tells Ansible.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "ansible/json.hpp"

namespace slipway::ansible {

/// One entry of Ansible's diff: shown as a unified diff from `before` to `after`, unless one of them is
/// larger than Ansible shows of a file (104448 bytes): then it says that instead.
struct Diff {
  std::string before_header;
  std::string after_header;
  std::string before;
  std::string after;
};

struct Result {
  bool changed = false;
  bool failed = false;  // a module that has looked and says no (health_wait); errors come as Error instead
  std::string msg;      // required with failed
  Json values = Json::object();  // the module's own return values
  std::vector<Diff> diff;        // left out of the output unless Ansible asked for it
  std::vector<std::string> warnings;
  std::vector<std::string> secrets;  // what the module came to know beside its secret options: censored too

  /// Called with the output, secrets masked, before it is printed; what it returns becomes a warning.
  std::function<std::optional<std::string>(const Json& output)> before_printing{};
};

}  // namespace slipway::ansible
