// What a module tells Ansible.
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "ansible/json.hpp"

namespace slipway::ansible {

/// One entry of Ansible's diff: shown as a unified diff from `before` to `after`, unless one of them is
/// larger than Ansible shows of a file (104448 bytes): then it says that instead.
struct Diff {
  std::string before_header;  // a path; not masked
  std::string after_header;
  std::string before;
  std::string after;
  bool is_masked = false;  // both texts are our own words, or the module has masked what is not; else the
                           // runner masks them as a whole
};

struct Result {
  bool changed = false;
  bool failed = false;  // a module that has looked and says no (health_wait); errors come as Error instead
  std::string msg;      // required with failed; what it quotes is marked as foreign (util/foreign.hpp)
  Json values = Json::object();  // the module's own return values
  // Which of them are names, paths or our own sentences, and so are not masked: `dest`, `services.name` (the
  // field of each entry of a list). Whatever is not named here is masked wherever a secret stands in it.
  std::set<std::string> documented;
  std::vector<Diff> diff;             // left out of the output unless Ansible asked for it
  std::vector<std::string> warnings;  // as msg
  std::vector<std::string> secrets;   // what the module came to know beside its secret options: masked too

  /// Called with the output, secrets masked, before it is printed; what it returns becomes a warning.
  std::function<std::optional<std::string>(const Json& output)> before_printing{};
};

}  // namespace slipway::ansible
