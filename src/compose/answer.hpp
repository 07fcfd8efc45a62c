// What `docker compose` answers to a question about a stack, such as `config`.
#pragma once

#include <string>
#include <vector>

#include "compose/command.hpp"
#include "system/system.hpp"

namespace slipway {

struct ComposeQuestion {
  std::vector<std::string> arguments;  // behind those that name the stack
  std::string purpose;                 // what it is asked for, in front of what keeps it from being run
  std::string as_what = "";            // how the files are meant, when it refuses them: " as they would be"
  std::vector<std::string> secrets = {};  // do not show in its own words
};

struct ComposeAnswer {
  std::string output;
  std::string remarks;  // on its standard error: warnings. May quote values of env files
};

/// Errors: it cannot be run, or refuses the files, with its own words.
Expected<ComposeAnswer> ask_compose(const ComposeProject& project, const ComposeQuestion& question,
                                    System& system);

}  // namespace slipway
