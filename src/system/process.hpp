// Running another program: arguments as a list (no shell), the environment given whole, output captured.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "system/files.hpp"
#include "system/held_text.hpp"

namespace slipway {

using Environment = std::map<std::string, std::string>;

struct Command {
  std::vector<std::string> argv;  // argv[0] is searched in the PATH of `environment`
  Environment environment;        // all that the child gets
  std::optional<Path> folder;     // where it runs
  std::string input;              // its standard input
  std::chrono::milliseconds timeout{std::chrono::seconds(600)};
};

struct CommandOutcome {
  int exit_code = 0;  // 128 + N when a signal N ended it, as a shell says
  std::string output;
  std::string errors;  // its standard error
};

class Processes {
 public:
  virtual ~Processes() = default;

  /// Runs it to its end. An exit code other than 0 is an outcome, not an error; an error is: the program is
  /// not there, cannot be started, or did not end in time (it is then killed).
  virtual Expected<CommandOutcome> run(const Command& command) = 0;

  /// Holds a text, which may be a secret, for children to read. Errors: the system has no memory for it.
  virtual Expected<std::unique_ptr<HeldText>> hold(std::string_view text) = 0;
};

}  // namespace slipway
