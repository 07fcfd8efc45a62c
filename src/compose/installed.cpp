#include "compose/installed.hpp"

#include "util/excerpt.hpp"

namespace slipway {

Expected<InstalledCompose> installed_compose(const Environment& environment, Processes& processes) {
  Command command;
  command.argv = {"docker", "compose", "version", "--short"};
  command.environment = environment;
  TRY_ASSIGN(const auto outcome, processes.run(command));
  // Without the plugin docker says so on its standard error.
  const std::string said = one_line(outcome.exit_code == 0 ? outcome.output : outcome.errors);
  const auto version = parse_compose_version(said);
  if (!version)
    return fail("docker compose version says '" + excerpt(said) +
                "', which is no version; run it by hand to see what is installed");
  return InstalledCompose{said, *version};
}

}  // namespace slipway
