// The order in which a module's three steps run.
#include "ansible/module.hpp"

#include <catch2/catch_test_macros.hpp>
#include <sstream>

#include "ansible/answer.hpp"
#include "unit/ansible/machine.hpp"
#include "util/foreign.hpp"

namespace slipway::ansible {
namespace {

struct Args {
  Path dest;
};

struct Plan {
  Path dest;
  bool changed = false;
};

Module<Args, Plan> module_that_creates() {
  return {{"create", "makes an empty file", {option("dest", &Args::dest, "the file").required()}},
          [](const Args& args, System& system) -> Expected<Plan> {
            TRY_ASSIGN(const auto status, system.files.status(args.dest));
            return Plan{args.dest, !status};
          },
          [](Plan& plan, System& system) -> Expected<void> {
            if (!plan.changed) return {};
            return system.files.create(plan.dest, "", 0600);
          },
          [](const Plan& plan) {
            Result result;
            result.changed = plan.changed;
            return result;
          }};
}

Json said(test::Machine& machine, const std::string& arguments) {
  const auto module = module_that_creates();
  std::istringstream input(arguments);
  return Json::parse(answer(module.spec.info(), step_of(module), {"-"}, input, machine.system).text);
}

TEST_CASE("check mode previews and writes nothing; a second run changes nothing", "[ansible]") {
  test::Machine machine;
  const Json previewed = said(machine, R"({"dest": "/new", "_ansible_check_mode": true})");
  CHECK(previewed["changed"] == true);
  CHECK(machine.files.changes.empty());

  const Json done = said(machine, R"({"dest": "/new"})");
  CHECK(done == previewed);
  CHECK(machine.files.exists("/new"));

  CHECK(said(machine, R"({"dest": "/new"})")["changed"] == false);
  CHECK(machine.files.changes.size() == 1);
}

TEST_CASE("an error of any step fails the run", "[ansible]") {
  test::Machine machine;
  machine.files.fault = [](const std::string& operation, const Path&) {
    return operation == "create" ? EACCES : 0;
  };
  CHECK(said(machine, R"({"dest": "/new"})")["failed"] == true);
}

TEST_CASE("a failed write is reported without what the plan knows to be secret", "[ansible]") {
  test::Machine machine;
  auto module = module_that_creates();
  module.apply = [](Plan&, System&) -> Expected<void> { return fail("cannot write: " + foreign("hunter3")); };
  module.report = [](const Plan&) {
    Result result;
    result.secrets = {"hunter3"};
    return result;
  };
  std::istringstream input(R"({"dest": "/new"})");
  const std::string text = answer(module.spec.info(), step_of(module), {"-"}, input, machine.system).text;
  CHECK(text.find("cannot write: ********") != std::string::npos);
  CHECK(text.find("hunter3") == std::string::npos);
}

}  // namespace
}  // namespace slipway::ansible
