// The hosts of a release, and the order in which they get it.
#pragma once

#include <string>
#include <vector>

#include "ansible/spec.hpp"

namespace slipway::stack_check {

struct Fleet {
  std::vector<std::string> hosts;         // all of them, in the order of the play
  std::vector<std::string> canary_hosts;  // by name; or one number: so many from the front; empty: none
  std::vector<std::string> serial;        // numbers of hosts or percentages of all; the last one goes on
};

using Batches = std::vector<std::vector<std::string>>;

/// The lines of the option `fleet`, a dict.
std::vector<ansible::Option<Fleet>> fleet_lines();

/// The canary hosts first, as a batch of their own, then the others as Ansible's `serial` cuts a play: a
/// percentage is at least one host, 0 is all that are left. No batch is empty, each host is in one of them.
/// Errors: what is no number and no percentage, a canary that is no host of the fleet.
Expected<Batches> batches_of(const Fleet& fleet);

}  // namespace slipway::stack_check
