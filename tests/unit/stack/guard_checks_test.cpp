// Whether systemd lets a guard stay.
#include "stack/guard_checks.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "unit/support/stack_machine.hpp"

using namespace slipway;
using Catch::Matchers::ContainsSubstring;

namespace {

struct Host : test::StackMachine {
  Host() { in("0::/user.slice/user-1000.slice/session-3.scope\n"); }

  void in(const std::string& group) { files.put("/proc/self/cgroup", group); }

  bool stays(const std::string& kill, const std::string& excluded = "root", const std::string& only = "") {
    processes.answer = [=](const Command& command) {
      CHECK(command.argv == std::vector<std::string>{"loginctl", "show-session"});
      return CommandOutcome{
          0,
          "KillUserProcesses=" + kill + "\nKillOnlyUsers=" + only + "\nKillExcludeUsers=" + excluded + "\n",
          ""};
    };
    return check_guard_stays(system).has_value();
  }
};

TEST_CASE("a guard stays where systemd leaves a user's processes alone", "[guard]") {
  Host host;
  CHECK(host.stays("no"));
  CHECK(host.stays("yes", "root deploy"));
  CHECK(host.stays("yes", "root", "root"));
  host.in("0::/system.slice/cron.service\n");
  CHECK(host.stays("yes"));
  host.in("0::/user.slice/user-1000.slice/user@1000.service/app.slice\n");
  CHECK(host.stays("yes"));
}

TEST_CASE("a guard that would end with its connection is refused, with the way out", "[guard]") {
  Host host;
  CHECK_FALSE(host.stays("yes"));
  CHECK_FALSE(host.stays("yes", "root", "deploy"));
  host.in("1:name=systemd:/user.slice/user-1000.slice/session-3.scope\n");  // version 1 of control groups
  CHECK_FALSE(host.stays("yes"));
  CHECK_THAT(check_guard_stays(host.system).error().message,
             ContainsSubstring("add the user of id 1000 to KillExcludeUsers"));
}

TEST_CASE("without logind nobody ends what stays behind", "[guard]") {
  Host host;
  host.processes.answer = [](const Command&) -> Expected<CommandOutcome> {
    return fail("not there", ENOENT);
  };
  CHECK(check_guard_stays(host.system));
}

}  // namespace
