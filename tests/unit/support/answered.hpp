// A module's whole run, from its options to what it prints.
#pragma once

#include <sstream>

#include "ansible/answer.hpp"

namespace slipway::test {

/// The result as it is printed, in diff mode. `options` as Ansible hands them over.
template <class Args, class Plan>
ansible::Json answered(const ansible::Module<Args, Plan>& module, System& system, ansible::Json options) {
  options["_ansible_diff"] = true;
  std::istringstream input(options.dump());
  const auto answer = ansible::answer(module.spec.info(), ansible::step_of(module), {"-"}, input, system);
  return ansible::Json::parse(answer.text);
}

}  // namespace slipway::test
