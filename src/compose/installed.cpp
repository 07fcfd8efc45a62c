#include "compose/installed.hpp"

#include "util/excerpt.hpp"

namespace slipway {
namespace {

Expected<std::unique_ptr<StartedCommand>> ask(const Environment& environment, Processes& processes) {
  Command command;
  command.argv = {"docker", "compose", "version", "--short"};
  command.environment = environment;
  return processes.start(command);
}

Expected<std::string> printed_by(const Expected<std::unique_ptr<StartedCommand>>& asked) {
  if (!asked) return tl::unexpected(asked.error());
  TRY_ASSIGN(const auto outcome, (*asked)->outcome());
  // Without the plugin docker says so on its standard error.
  return one_line(outcome.exit_code == 0 ? outcome.output : outcome.errors);
}

}  // namespace

InstalledComposeQuestion::InstalledComposeQuestion(const Environment& environment, Processes& processes)
    : asked_(ask(environment, processes)) {}

const Expected<std::string>& InstalledComposeQuestion::printed() {
  if (!printed_) printed_ = printed_by(asked_);
  return *printed_;
}

Expected<InstalledCompose> InstalledComposeQuestion::answer() {
  TRY_ASSIGN(const std::string said, printed());
  const auto version = parse_compose_version(said);
  if (!version)
    return fail("docker compose version says '" + excerpt(said) +
                "', which is no version; run it by hand to see what is installed");
  return InstalledCompose{said, *version};
}

}  // namespace slipway
