#include "unit/stack_pull/machine.hpp"

using namespace slipway;
using namespace slipway::test;

TEST_CASE("the images are those that the stack has with .env as it will be", "[stack_pull]") {
  PullMachine machine;
  std::string env_file;
  std::string files;
  machine.processes.answer = [&](const Command& command) -> Expected<CommandOutcome> {
    const auto at = std::find(command.argv.begin(), command.argv.end(), "--env-file");
    if (at == command.argv.end()) return machine.compose(command);
    env_file = machine.processes.held.at(*std::next(at));
    files = *std::next(std::find(command.argv.begin(), command.argv.end(), "-f"));
    return machine.compose(command);
  };
  auto args = machine.args();
  args.template_content = "APP_KEY=\nTAG=v1\n";
  args.values = {{"TAG", "v2"}};
  args.secrets = {{"APP_KEY", "hunter33"}};
  const auto result = machine.call(args);
  CHECK(env_file == "APP_KEY=hunter33\nTAG=v2\n");
  CHECK(machine.processes.held.at(files) == "services: {}\n");
  CHECK(machine.pulls_asked() == 2);

  SECTION("and what Compose refuses is told with the names of the files, without a value") {
    machine.processes.answer = [&](const Command& command) -> Expected<CommandOutcome> {
      const auto file = *std::next(std::find(command.argv.begin(), command.argv.end(), "-f"));
      return CommandOutcome{1, "", "validating " + file + ": imge hunter33\n"};
    };
    CHECK(machine.error(args) ==
          "docker compose config refuses the files in '/srv/shop': validating compose.yml: imge ********");
  }
}
