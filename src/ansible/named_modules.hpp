// One executable holds every module: which one a call means.
#pragma once

#include <string>
#include <vector>

#include "ansible/module.hpp"

namespace slipway::ansible {

/// A module by its name, and how it is run: with the arguments of a main() that is its alone.
struct NamedModule {
  std::string name;
  int (*run)(int argc, char** argv, System& system);
};

/// How the module is run that `make` returns: NamedModule{"stack_up", run_made_by<stack_up::module>}.
template <auto make>
int run_made_by(int argc, char** argv, System& system) {
  return run(make(), argc, argv, system);
}

/// Runs the module by whose name the program was called, and returns its exit code. The name is the last part
/// of argv[0], without the `AnsiballZ_` that Ansible puts before a module's file on the server
/// (ActionBase._configure_module); when that is none of `modules`, it is argv[1]. With neither it prints how
/// it is called, and returns 0 for `--help`, else 2.
int run_called(const std::vector<NamedModule>& modules, int argc, char** argv, System& system);

}  // namespace slipway::ansible
