// stack_pull: every image that a release needs, before anything live is touched.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ansible/module.hpp"
#include "compose/project_options.hpp"
#include "engine/image_pulls.hpp"
#include "env_file/options.hpp"
#include "stack/held_files.hpp"
#include "stack/registries.hpp"
#include "stack/release_step.hpp"
#include "stack_pull/needed_images.hpp"

namespace slipway::stack_pull {

struct Args : ProjectOptions, env_file::Options {
  std::vector<ImageOption> images;
  std::string policy = "always";
  std::string build = "missing";
  std::vector<RegistryLogin> registries;
  long timeout = 1800;
  long retries = 2;
  std::optional<ReleaseClaim> release;
  std::string words = "module";
};

/// What is done about an image.
enum class Step { keep, pull, build };

struct PlannedImage {
  NeededImage need;
  Step step = Step::keep;
  std::string registry;  // its domain; empty: no registry is asked
  bool with_account = false;
  PullRequest request;  // of a pull
  std::string id;       // as the engine has it, in the end after apply; empty: it has none
  std::string id_before;
  std::string digest;  // of its manifest; empty: not known
  long bytes = 0;      // its size on the engine
  double seconds = 0;
  std::optional<double> began{};  // seconds after the beginning when its pull or build was begun with
  std::optional<PullFailure> failure;
};

struct Plan {
  ComposeProject project;
  std::optional<HeldFiles> held;  // the same with its files as they will be, when .env will be another
  PullLimits limits;
  std::vector<PlannedImage> images;  // by reference
  std::vector<std::string> warnings;
  std::vector<std::string> secrets;          // not to be shown
  std::optional<std::string> build_failure;  // why what had to be built was not
  bool done = false;                         // apply has run

  /// `docker compose ARGUMENTS` about the stack as it will be.
  const ComposeProject& project_to_ask() const { return held ? held->project : project; }
  std::vector<std::string> to_ask(std::vector<std::string> arguments) const {
    return held ? held->with_env_file(std::move(arguments)) : arguments;
  }
};

/// Asks Compose and the engine, and writes nothing. Errors: options that cannot be, files that Compose
/// refuses, an engine that does not answer. That an image may not be pulled and is not there stands in the
/// plan.
Expected<Plan> plan(const Args& args, System& system);

/// Pulls, then builds when all pulls have worked. What cannot be had stands in the plan afterwards.
Expected<void> apply(Plan& plan, System& system);

ansible::Result report(const Plan& plan);

ansible::Module<Args, StepPlan<Plan>> module();

}  // namespace slipway::stack_pull
