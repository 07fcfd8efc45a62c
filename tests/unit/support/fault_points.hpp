// Makes every call of the file system fail, one after another, under a whole module's run.
#pragma once

#include <functional>
#include <string>

#include "unit/support/stack_machine.hpp"

namespace slipway::test {

/// A run of a module on a server that is laid out for it. A run that fails returns the module's error.
struct FaultCase {
  std::string name;
  std::function<void(StackMachine&)> arrange;
  std::function<Expected<void>(StackMachine&)> run;
};

/// Counts the run's calls of `Files`, n of them, then runs it again for each: with the k-th call failing once
/// (ENOSPC, EACCES, EIO, EINTR), with every write from the k-th call on failing (the disk stays full), and
/// with every call from there on failing (the disk is gone). Each time:
/// - the outcome is success, or an error of one line that names a path;
/// - every file is as it was, or as an undisturbed run leaves it, mode and owner included; all else is
/// hidden;
/// - a second run without faults succeeds, and leaves exactly what an undisturbed run leaves.
/// Returns the number of fault points, and prints it.
int hold_at_every_fault(const FaultCase& one);

/// A module's run from its arguments, for FaultCase::run.
template <class Args, class Plan>
std::function<Expected<void>(StackMachine&)> run_of(ansible::Module<Args, Plan> module, Args args) {
  return [module = std::move(module), args = std::move(args)](StackMachine& machine) -> Expected<void> {
    TRY(machine.run(module, args));
    return {};
  };
}

}  // namespace slipway::test
