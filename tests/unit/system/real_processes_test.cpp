#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <catch2/catch_test_macros.hpp>
#include <string>

#include "system/descriptor.hpp"

#include "system/real.hpp"
#include "unit/support/scratch_folder.hpp"

using slipway::Command;
using slipway::real_processes;

namespace {

Command shell(const std::string& script) {
  Command command;
  command.argv = {"sh", "-c", script};
  command.environment = {{"PATH", "/usr/bin:/bin"}};
  return command;
}

}  // namespace

TEST_CASE("a child gets exactly the environment, folder and input given", "[real_processes]") {
  const slipway::test::ScratchFolder scratch;
  Command command = shell("pwd; cat; env | grep -c SLIPWAY_TEST; echo oops >&2; exit 3");
  command.environment["SLIPWAY_TEST"] = "1";
  command.folder = scratch.path();
  command.input = "from stdin\n";
  const auto outcome = real_processes().run(command);
  REQUIRE(outcome);
  CHECK(outcome->output == scratch.path().string() + "\nfrom stdin\n1\n");
  CHECK(outcome->errors == "oops\n");
  CHECK(outcome->exit_code == 3);
}

TEST_CASE("much output and much input at once do not block each other", "[real_processes]") {
  Command command = shell("cat");
  command.input = std::string(1 << 20, 'x');
  const auto outcome = real_processes().run(command);
  REQUIRE(outcome);
  CHECK(outcome->output == command.input);
}

TEST_CASE("a child that does not read its input is no error", "[real_processes]") {
  Command command = shell("exit 0");
  command.input = std::string(1 << 20, 'x');
  CHECK(real_processes().run(command)->exit_code == 0);
}

TEST_CASE("a child that does not end in time is stopped with its own children", "[real_processes]") {
  Command command = shell("sleep 60 & sleep 60");
  command.timeout = std::chrono::seconds(1);
  const auto outcome = real_processes().run(command);
  REQUIRE_FALSE(outcome);
  CHECK(outcome.error().message ==
        "'sh' did not end within 1 s and was stopped; run it by hand to see what it waits for");
}

TEST_CASE("a signal is told as a shell tells it", "[real_processes]") {
  CHECK(real_processes().run(shell("kill -TERM $$"))->exit_code == 128 + 15);
}

TEST_CASE("a program that is not there is named with the path that was searched", "[real_processes]") {
  Command command = shell("");
  command.argv = {"no-such-program"};
  const auto outcome = real_processes().run(command);
  REQUIRE_FALSE(outcome);
  CHECK(outcome.error().message ==
        "the program 'no-such-program' is not in the PATH (/usr/bin:/bin); install it on this host");
}

TEST_CASE("a folder of the program's name in the PATH was taken for the program", "[real_processes]") {
  const slipway::test::ScratchFolder scratch;
  REQUIRE(boost::filesystem::create_directory(scratch / "sh"));
  Command command = shell("exit 3");
  command.argv.front() = "sh";
  command.environment["PATH"] = scratch.path().string() + ":/usr/bin:/bin";
  CHECK(real_processes().run(command)->exit_code == 3);
}

TEST_CASE("a program that was started runs beside what is run meanwhile", "[real_processes]") {
  const slipway::test::ScratchFolder scratch;
  const auto pipe = scratch / "pipe";  // who reads it waits for who writes
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  const auto reader = real_processes().start(shell("cat " + pipe.string() + "; exit 3"));
  REQUIRE(reader);
  CHECK(real_processes().run(shell("echo met > " + pipe.string()))->exit_code == 0);
  const auto outcome = (*reader)->outcome();
  REQUIRE(outcome);
  CHECK(outcome->output == "met\n");
  CHECK(outcome->exit_code == 3);
}

TEST_CASE("a program whose end nobody asks for is killed with its children", "[real_processes]") {
  const slipway::test::ScratchFolder scratch;
  const auto pipe = scratch / "pipe";
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  {
    const auto started =
        real_processes().start(shell("exec 3>" + pipe.string() + "; echo up >&3; sleep 60 & sleep 60"));
    REQUIRE(started);
    std::ifstream told(pipe.string());
    std::string line;
    std::getline(told, line);
    CHECK(line == "up");
  }
  CHECK(::waitpid(-1, nullptr, WNOHANG) == -1);  // nothing runs, and nothing waits to be asked
}

TEST_CASE("a program that is not there is said when it is started", "[real_processes]") {
  Command command = shell("");
  command.argv = {"no-such-program"};
  const auto started = real_processes().start(command);
  REQUIRE_FALSE(started);
  CHECK(started.error().os_error == ENOENT);
}

TEST_CASE("both outputs come as one, in the order in which they were written", "[real_processes]") {
  const auto outcome =
      real_processes().run_tailed(shell("echo one; echo two >&2; echo three; cat; exit 3"), 1 << 20);
  REQUIRE(outcome);
  CHECK(outcome->exit_code == 3);
  CHECK_FALSE(outcome->timed_out);
  CHECK(outcome->output.text == "one\ntwo\nthree\n");
  CHECK_FALSE(outcome->output.cut);
}

TEST_CASE("of an output of megabytes the end is kept, and no more", "[real_processes]") {
  Command command = shell("cat; printf the-end");
  command.input = std::string(5 << 20, 'x');
  const auto outcome = real_processes().run_tailed(command, 1000);
  REQUIRE(outcome);
  CHECK(outcome->output.text == std::string(993, 'x') + "the-end");
  CHECK(outcome->output.text.capacity() < 100000);
  CHECK(outcome->output.cut);
}

TEST_CASE("what does not end in time is killed with its children, and what it said is kept",
          "[real_processes]") {
  Command command = shell("echo waiting; sleep 60 & sleep 60");
  command.timeout = std::chrono::seconds(1);
  const auto outcome = real_processes().run_tailed(command, 1000);
  REQUIRE(outcome);
  CHECK(outcome->timed_out);
  CHECK(outcome->output.text == "waiting\n");
}

TEST_CASE("a program without a limit of time runs to its end", "[real_processes]") {
  Command command = shell("echo done");
  command.timeout = Command::any_time;
  CHECK(real_processes().run_tailed(command, 1000)->output.text == "done\n");
  CHECK(real_processes().run(command)->output == "done\n");
}

TEST_CASE("a held text is read by a child, as often as it likes, and is gone afterwards",
          "[real_processes]") {
  slipway::Path path;
  {
    const auto held = real_processes().hold("a secret\n");
    REQUIRE(held);
    path = (*held)->path();
    CHECK(real_processes().run(shell("cat " + path.string() + " " + path.string()))->output ==
          "a secret\na secret\n");
  }
  CHECK(real_processes().run(shell("cat " + path.string() + " 2>/dev/null"))->output.empty());
}

TEST_CASE("what is left behind lives on by itself, with nothing of its parent's open", "[real_processes]") {
  const slipway::test::ScratchFolder scratch;
  const auto told = scratch / "told";  // a pipe with a name: to read it waits for who writes
  REQUIRE(::mkfifo(told.c_str(), 0600) == 0);
  const slipway::Descriptor kept_open(::open(scratch.path().c_str(), O_RDONLY));  // without O_CLOEXEC
  const pid_t our_session = ::getsid(0);
  const auto left = real_processes().leave_behind("left-behind", [&] {
    char folder[64] = "?";
    if (::getcwd(folder, sizeof(folder)) == nullptr) ::_exit(2);
    const bool closed = ::fcntl(kept_open.get(), F_GETFD) == -1;
    const bool apart = ::getsid(0) != our_session && ::getsid(0) != ::getpid();
    std::ofstream(told.string()) << folder << (closed ? " closed" : " open") << (apart ? " apart" : " ours")
                                 << "\n";
  });
  REQUIRE(left);
  CHECK(scratch.content("told") == "/ closed apart\n");
  CHECK(::waitpid(-1, nullptr, WNOHANG) == -1);  // nobody waits for it here
}
