// From the arguments file to one line of JSON: the runner of every module. The only code that
// writes stdout.
#pragma once

#include <functional>
#include <string>
#include <type_traits>

#include "ansible/result.hpp"
#include "ansible/role_words.hpp"
#include "ansible/spec.hpp"
#include "system/system.hpp"

namespace slipway::ansible {

/// What Ansible says about the run besides the options (its `_ansible_*` keys).
struct RunMode {
  bool check = false;  // _ansible_check_mode
  bool diff = false;   // _ansible_diff
  bool inject_invocation = true;
};

/// A module: its table and three steps. `plan` reads and decides and writes nothing; `apply` writes, and is
/// left out in check mode; `report` says what was (or would be) done, from the plan alone.
template <class Args, class Plan>
struct Module {
  Spec<Args> spec;
  std::function<Expected<Plan>(const Args&, System&)> plan;
  std::function<Expected<void>(Plan&, System&)> apply;
  std::function<Result(const Plan&)> report;
  std::function<void(Plan&, System&)> preview{};  // in check mode, in place of apply; writes nothing either
  std::vector<Wording> of_role{};                 // with the option `words: role`, for messages and warnings
};

/// The part of the run that knows the module's types, behind the one that does not.
using RunStep = std::function<Expected<Result>(const Json& coerced, const RunMode& mode, System& system)>;

/// Reads the arguments (argv[1]: a file, or "-" for standard input; "--help" prints the table), parses and
/// checks them against the table, runs `step`, censors secrets, prints the result. Returns the exit code: 0,
/// or 1 when it failed. Whatever happens, exceptions included, one line of JSON is printed.
int run(const SpecInfo& spec, const RunStep& step, int argc, char** argv, System& system);

/// What a module tells, or its error, in the words that the option `words` asks for.
Expected<Result> in_asked_words(Expected<Result> told, const Json& coerced,
                                const std::vector<Wording>& of_role);

/// A module's three steps, one after the other.
template <class Args, class Plan>
Expected<Result> steps_of(const Module<Args, Plan>& module, const Json& coerced, const RunMode& mode,
                          System& system) {
  const Args args = module.spec.fill(coerced);
  TRY_ASSIGN(Plan plan, module.plan(args, system));
  if (mode.check) {
    if (module.preview) module.preview(plan, system);
  } else if (auto applied = module.apply(plan, system); !applied) {
    // With what the plan knows to be secret: the options are printed with the error.
    Result told = module.report(plan);
    Result failed;
    failed.failed = true;
    failed.msg = std::move(applied.error().message);
    failed.secrets = std::move(told.secrets);
    failed.before_printing = std::move(told.before_printing);
    return failed;
  }
  return module.report(plan);
}

/// The same as one; `module` must outlive it.
template <class Args, class Plan>
RunStep step_of(const Module<Args, Plan>& module) {
  return [&module](const Json& coerced, const RunMode& mode, System& system) {
    return in_asked_words(steps_of(module, coerced, mode, system), coerced, module.of_role);
  };
}

/// The same for a module.
template <class Args, class Plan>
int run(const Module<Args, Plan>& module, int argc, char** argv, System& system) {
  return run(module.spec.info(), step_of(module), argc, argv, system);
}

}  // namespace slipway::ansible
