#include "unit/stack_pull/machine.hpp"

using namespace slipway;
using namespace slipway::test;

TEST_CASE("before the stack's files are there the named images are pulled, and a warning says so",
          "[stack_pull]") {
  PullMachine machine;
  machine.files.nodes.erase("/srv/shop/compose.yml");
  auto args = machine.args();
  args.images = {{"r.example:5000/framework", "v1", {}, {}}};
  const auto result = machine.call(args);
  CHECK(machine.pulls_asked() == 1);
  CHECK(machine.processes.commands.empty());
  CHECK(result.warnings ==
        std::vector<std::string>{"not in '/srv/shop' yet: compose.yml; only what the option "
                                 "images names is pulled"});
}

TEST_CASE("before .env is there the images are those that the files write out", "[stack_pull]") {
  PullMachine machine;
  machine.refuses = true;
  machine.services["db"] = {{"image", "mysql:${MYSQL:?}"}};
  machine.services["app"] = {{"image", "r.example:5000/framework:${TAG}"}};
  SECTION("with .env they are an error, which shows none of its values") {
    CHECK(machine.error(machine.args()) ==
          "docker compose config refuses the files in '/srv/shop': required variable APP_KEY is missing a "
          "value: "
          "********");
  }
  SECTION("without") {
    machine.files.nodes.erase("/srv/shop/.env");
    auto args = machine.args();
    args.images = {{"r.example:5000/framework", "v2", {}, std::vector<std::string>{"app"}}};
    const auto result = machine.call(args);
    CHECK(machine.pulls_asked() == 3);
    CHECK(machine.entry(result, "r.example:5000/framework:v2")["services"] == nlohmann::json{"app"});
    CHECK(result.warnings == std::vector<std::string>{"there is no .env in '/srv/shop' yet, so the images "
                                                      "are taken as the files have them, without variables",
                                                      "service db: what its image 'mysql:${MYSQL:?}' will be "
                                                      "is not known before .env is there, so it is not "
                                                      "pulled"});
  }
}

TEST_CASE("what cannot be asked is an error", "[stack_pull]") {
  PullMachine machine;
  SECTION("the engine") {
    machine.engine.broken = Error{"the engine does not answer at unix:///s", 0, true};
    CHECK(machine.error(machine.args()).ends_with("the engine does not answer at unix:///s"));
  }
  SECTION("Compose") {
    machine.processes.answer = [](const Command&) -> Expected<CommandOutcome> {
      return fail("no docker here");
    };
    CHECK(machine.error(machine.args()) == "asking Compose which images the stack needs: no docker here");
  }
}
