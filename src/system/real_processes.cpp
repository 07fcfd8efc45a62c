#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <functional>
#include <utility>

#include "system/descriptor.hpp"
#include "system/real.hpp"
#include "util/seconds_text.hpp"
#include "util/wipe.hpp"

namespace slipway {
namespace {

using SteadyClock = std::chrono::steady_clock;

struct Pipe {
  Descriptor read;
  Descriptor write;
};

Expected<Pipe> make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return fail_with_errno("make a pipe for", "a child process");
  return Pipe{Descriptor(ends[0]), Descriptor(ends[1])};
}

/// The program's file, searched in the PATH that the child gets.
Expected<std::string> find_program(const Command& command) {
  const std::string& name = command.argv.front();
  if (name.find('/') != std::string::npos) return name;
  const auto path = command.environment.find("PATH");
  std::string folders = path == command.environment.end() ? "/usr/local/bin:/usr/bin:/bin" : path->second;
  folders += ':';
  for (std::size_t start = 0, end = 0; (end = folders.find(':', start)) != std::string::npos;
       start = end + 1) {
    const std::string candidate = folders.substr(start, end - start) + "/" + name;
    struct stat found {};
    const bool is_file = ::stat(candidate.c_str(), &found) == 0 && S_ISREG(found.st_mode);
    if (is_file && ::access(candidate.c_str(), X_OK) == 0) return candidate;
  }
  folders.pop_back();
  return fail("the program '" + name + "' is not in the PATH (" + folders + "); install it on this host",
              ENOENT);
}

std::vector<char*> pointers(std::vector<std::string>& words) {
  std::vector<char*> all;
  for (auto& word : words) all.push_back(word.data());
  all.push_back(nullptr);
  return all;
}

struct Child {
  pid_t pid = -1;
  Descriptor input, output, errors;
};

enum class Outputs { apart, as_one };

Expected<Child> spawn(const Command& command, Outputs outputs) {
  ::signal(SIGPIPE, SIG_IGN);
  TRY_ASSIGN(const std::string program, find_program(command));
  TRY_ASSIGN(Pipe input, make_pipe());
  TRY_ASSIGN(Pipe output, make_pipe());
  Pipe errors;
  if (outputs == Outputs::apart) {
    TRY_ASSIGN(errors, make_pipe());
  }
  std::vector<std::string> arguments = command.argv;
  std::vector<std::string> environment;
  for (const auto& [name, value] : command.environment) environment.push_back(name + "=" + value);

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, input.read.get(), 0);
  posix_spawn_file_actions_adddup2(&actions, output.write.get(), 1);
  posix_spawn_file_actions_adddup2(&actions, errors.write.open() ? errors.write.get() : output.write.get(),
                                   2);
  if (command.folder) posix_spawn_file_actions_addchdir_np(&actions, command.folder->c_str());
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  // A group of its own, so that a timeout ends its children too; SIGPIPE, which we ignore, as every program
  // expects it.
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF);
  sigset_t defaults;
  sigemptyset(&defaults);
  sigaddset(&defaults, SIGPIPE);
  posix_spawnattr_setsigdefault(&attributes, &defaults);

  Child child;
  const int outcome = ::posix_spawn(&child.pid, program.c_str(), &actions, &attributes,
                                    pointers(arguments).data(), pointers(environment).data());
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  if (outcome != 0) {
    errno = outcome;
    if (command.folder) return fail_with_errno("start '" + program + "' in the folder", *command.folder);
    return fail_with_errno("start", program);
  }
  child.input = std::move(input.write);
  child.output = std::move(output.read);
  child.errors = std::move(errors.read);
  return child;
}

/// Reads what there is; closes the descriptor at its end, or when it fails, with errno in `cause`.
void drain(Descriptor& from, std::string& into, int& cause) {
  std::array<char, 16384> chunk{};
  const ssize_t got = uninterrupted([&] { return ::read(from.get(), chunk.data(), chunk.size()); });
  if (got < 0) cause = errno;
  if (got <= 0) return from.reset();
  into.append(chunk.data(), static_cast<std::size_t>(got));
  wipe(chunk.data(), static_cast<std::size_t>(got));  // it may be a secret
}

void feed(Descriptor& into, std::string_view& input) {
  const ssize_t put =
      input.empty() ? 0 : uninterrupted([&] { return ::write(into.get(), input.data(), input.size()); });
  if (put < 0) return into.reset();  // EPIPE: the child does not want the rest
  input.remove_prefix(static_cast<std::size_t>(put));
  if (input.empty()) into.reset();
}

SteadyClock::time_point deadline_after(std::chrono::milliseconds timeout) {
  const auto now = SteadyClock::now();
  const auto longest = std::chrono::floor<std::chrono::milliseconds>(SteadyClock::time_point::max() - now);
  return timeout < longest ? now + timeout : SteadyClock::time_point::max();
}

/// Moves bytes both ways until the child has closed its output; false when the deadline came first.
bool converse(Child& child, std::string_view input, CommandOutcome& outcome, int& cause,
              SteadyClock::time_point deadline, const std::function<void(std::string&)>& received) {
  ::fcntl(child.input.get(), F_SETFL, O_NONBLOCK);
  if (input.empty()) child.input.reset();
  while (child.output.open() || child.errors.open()) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - SteadyClock::now()).count();
    if (left <= 0) return false;
    std::array<pollfd, 3> waiting{
        {{child.output.get(), POLLIN, 0}, {child.errors.get(), POLLIN, 0}, {child.input.get(), POLLOUT, 0}}};
    if (::poll(waiting.data(), waiting.size(), static_cast<int>(std::min<long>(left, 60000))) < 0 &&
        errno != EINTR)
      return false;
    if (waiting[0].revents != 0) {
      drain(child.output, outcome.output, cause);
      received(outcome.output);
    }
    if (waiting[1].revents != 0) drain(child.errors, outcome.errors, cause);
    if (waiting[2].revents != 0) feed(child.input, input);
  }
  return true;
}

/// How a child ended; one that did not in time was killed with its own children.
struct Ended {
  CommandOutcome outcome;
  bool in_time = true;
};

Expected<int> status_of(const Child& child, const std::string& program) {
  int status = 0;
  if (uninterrupted([&] { return ::waitpid(child.pid, &status, 0); }) < 0)
    return fail_with_errno("wait for", program);
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

Expected<Ended> wait_for(Child& child, const Command& command, SteadyClock::time_point deadline,
                         const std::function<void(std::string&)>& received) {
  Ended ended;
  int cause = 0;
  ended.in_time = converse(child, command.input, ended.outcome, cause, deadline, received);
  if (!ended.in_time) ::kill(-child.pid, SIGKILL);
  TRY_ASSIGN(ended.outcome.exit_code, status_of(child, command.argv.front()));
  errno = cause;
  if (ended.in_time && cause != 0) return fail_with_errno("read the output of", command.argv.front());
  return ended;
}

class RealStartedCommand final : public StartedCommand {
 public:
  RealStartedCommand(Child child, Command command)
      : child_(std::move(child)), command_(std::move(command)), deadline_(deadline_after(command_.timeout)) {}
  RealStartedCommand(const RealStartedCommand&) = delete;
  RealStartedCommand& operator=(const RealStartedCommand&) = delete;

  ~RealStartedCommand() override {
    if (has_ended_) return;
    ::kill(-child_.pid, SIGKILL);
    (void)status_of(child_, command_.argv.front());
  }

  Expected<CommandOutcome> outcome() override {
    has_ended_ = true;
    TRY_ASSIGN(Ended ended, wait_for(child_, command_, deadline_, [](std::string&) {}));
    if (!ended.in_time)
      return fail("'" + command_.argv.front() + "' did not end within " +
                  patience_in_seconds(command_.timeout) +
                  " and was stopped; run it by hand to see what it waits for");
    return std::move(ended.outcome);
  }

 private:
  Child child_;
  Command command_;
  SteadyClock::time_point deadline_;
  bool has_ended_ = false;
};

/// Keeps the end of what comes, and seldom moves it.
class Tail {
 public:
  explicit Tail(std::size_t longest) : longest_(longest) {}

  void shorten_when_long(std::string& text) {
    if (text.size() > 2 * longest_) shorten(text);
  }

  OutputTail taken_from(std::string& text) {
    if (text.size() > longest_) shorten(text);
    return {std::move(text), cut_};
  }

 private:
  void shorten(std::string& text) {
    text.erase(0, text.size() - longest_);
    cut_ = true;
  }
  std::size_t longest_;
  bool cut_ = false;
};

class RealProcesses final : public Processes {
 public:
  Expected<CommandOutcome> run(const Command& command) override {
    TRY_ASSIGN(const auto started, start(command));
    return started->outcome();
  }

  Expected<std::unique_ptr<StartedCommand>> start(const Command& command) override {
    TRY_ASSIGN(Child child, spawn(command, Outputs::apart));
    return std::make_unique<RealStartedCommand>(std::move(child), command);
  }

  Expected<TailedOutcome> run_tailed(const Command& command, std::size_t longest_tail) override {
    Tail tail(longest_tail);
    TRY_ASSIGN(Child child, spawn(command, Outputs::as_one));
    TRY_ASSIGN(Ended ended, wait_for(child, command, deadline_after(command.timeout),
                                     [&](std::string& text) { tail.shorten_when_long(text); }));
    return TailedOutcome{ended.outcome.exit_code, !ended.in_time, tail.taken_from(ended.outcome.output)};
  }

  Expected<void> leave_behind(const std::string& name, const std::function<void()>& work) override {
    return real_leave_behind(name, work);
  }

  Expected<std::unique_ptr<HeldText>> hold(std::string_view text) override { return real_held_text(text); }
};

}  // namespace

Processes& real_processes() {
  static RealProcesses processes;
  return processes;
}

}  // namespace slipway
