// stack_run: runs commands in containers of their own, made as those of a service are, and leaves none
// behind.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ansible/module.hpp"
#include "compose/project_options.hpp"
#include "env_file/hidden_texts.hpp"
#include "stack/release_step.hpp"

namespace slipway::stack_run {

using Words = std::vector<std::string>;

struct Args : ProjectOptions, env_file::MaskOptions {
  std::string service;
  ansible::Raw commands;
  long timeout = 3600;  // seconds; 0: no limit
  std::optional<std::string> moment;
  std::optional<ReleaseClaim> release;
  std::string words = "module";
};

/// A command that ran.
struct Run {
  Words argv;         // without what is hidden
  int exit_code = 0;  // as docker compose run says it
  bool timed_out = false;
  std::vector<std::string> said;  // the last lines, without what is hidden
  double seconds = 0;
  std::string problem;  // why it could not be run; empty when it could
};

struct Plan {
  // From the options.
  ComposeProject project;
  std::string service;
  std::vector<Words> commands;
  long timeout = 0;
  std::string when;  // " before the deploy", or empty
  std::vector<std::string> hidden;

  // An obstacle (engine down, files or image not there yet) is an error of the run, not of the look: a dry
  // run must not fail for want of what a real one would have made.
  std::optional<Error> obstacle;
  std::string project_name;  // as Compose resolves it

  // What came of it.
  bool applied = false;
  std::vector<Run> runs;
  std::vector<std::string> warnings;
};

/// Reads the commands, and looks whether they can run. Errors: options that make no sense, env files that
/// cannot be read.
Expected<Plan> plan(const Args& args, System& system);

/// Removes what an earlier run left, then runs one command after the other, up to the first that fails. Each
/// container is gone when this returns. Errors: the plan's obstacle, an engine that cannot be asked.
Expected<void> apply(Plan& plan, System& system);

ansible::Result report(const Plan& plan);

ansible::Module<Args, StepPlan<Plan>> module();

// The parts of it: each a file.

/// The commands of the option, each as its words; empty ones are left out: Compose would run the service
/// itself. A text is one command and is split as shell_words() says; a list holds texts and lists of words.
/// Errors name the command by its number, and quote nothing.
Expected<std::vector<Words>> commands_from(const ansible::Json& given);

/// The end of what a command said: at most twenty lines, without Compose's own about networks, volumes and
/// containers that it makes, and with `hidden` masked, however it was cut.
std::vector<std::string> last_lines(const OutputTail& output, const std::vector<std::string>& hidden);

bool has_failed(const Run& run);

/// One sentence about a command that has failed, and what to do.
std::string failure_message(const Run& run, const Plan& plan);

}  // namespace slipway::stack_run
