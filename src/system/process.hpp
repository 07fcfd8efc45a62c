// Running another program: arguments as a list (no shell), the environment given whole, output captured.
#pragma once

#include <chrono>
#include <functional>
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

  static constexpr std::chrono::milliseconds any_time =
      std::chrono::milliseconds::max();  // as a timeout: none
};

struct CommandOutcome {
  int exit_code = 0;  // 128 + N when a signal N ended it, as a shell says
  std::string output;
  std::string errors;  // its standard error
};

/// What a program wrote last, on standard output and standard error in the order in which it wrote.
struct OutputTail {
  std::string text;
  bool cut = false;  // there was more before it
};

struct TailedOutcome {
  int exit_code = 0;  // as of CommandOutcome
  bool timed_out = false;
  OutputTail output;
};

/// A program that runs beside this one. One whose end nobody asks for is killed with its children.
class StartedCommand {
 public:
  virtual ~StartedCommand() = default;

  /// Waits for its end, once; outcome and errors as of Processes::run.
  virtual Expected<CommandOutcome> outcome() = 0;
};

class Processes {
 public:
  virtual ~Processes() = default;

  /// Runs it to its end. An exit code other than 0 is an outcome, not an error; an error is: the program is
  /// not there, cannot be started, or did not end in time (it is then killed).
  virtual Expected<CommandOutcome> run(const Command& command) = 0;

  /// Starts it and goes on. Errors: the program is not there, or cannot be started.
  virtual Expected<std::unique_ptr<StartedCommand>> start(const Command& command);

  /// The same for a program that may write any amount: both its outputs come as one, and no more than the
  /// last `longest_tail` bytes are kept. One that does not end in time is killed with its children, and that
  /// is an outcome.
  virtual Expected<TailedOutcome> run_tailed(const Command& command, std::size_t longest_tail) = 0;

  /// Does `work` in a process of its own, named `name` (15 characters at most), that outlives this one: in a
  /// session of its own, with its folder at `/` and its standard streams at /dev/null. Returns once it has
  /// started. Errors: the system has no room for one more process.
  virtual Expected<void> leave_behind(const std::string& name, const std::function<void()>& work) = 0;

  /// Holds a text, which may be a secret, for children to read. Errors: the system has no memory for it.
  virtual Expected<std::unique_ptr<HeldText>> hold(std::string_view text) = 0;
};

}  // namespace slipway
