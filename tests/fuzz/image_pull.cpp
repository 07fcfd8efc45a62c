// Anything as the config.json of Docker's client, on the first line, and what follows as the lines of a pull.
#include <nlohmann/json.hpp>

#include "engine/docker_config.hpp"
#include "engine/image_pull.hpp"
#include "fuzz/property.hpp"
#include "unit/support/memory_files.hpp"
#include "util/base64.hpp"

namespace {

using namespace slipway;
using fuzz::must_hold;

/// A credential helper that answers with what the input says.
class Helper final : public Processes {
 public:
  std::string said;
  Expected<CommandOutcome> run(const Command& command) override {
    must_hold(command.argv.size() == 2, "the server is no argument");
    return CommandOutcome{static_cast<int>(said.size() % 2), said, ""};
  }
  Expected<TailedOutcome> run_tailed(const Command&, std::size_t) override { return fail("nothing is run"); }
  Expected<void> leave_behind(const std::string&, const std::function<void()>&) override {
    return fail("nothing is left behind");
  }
  Expected<std::unique_ptr<HeldText>> hold(std::string_view) override { return fail("nothing is held"); }
};

void check_accounts(const std::string& text, const std::string& said) {
  test::MemoryFiles files;
  files.put("/config/config.json", text);
  Helper helper;
  helper.said = said;
  const auto config = DockerConfig::read({{"DOCKER_CONFIG", "/config"}}, files);
  if (!config) return;
  for (const auto* server : {"https://index.docker.io/v1/", "r:5000"}) {
    const auto account = config->account(server, helper);
    if (!account || !*account) continue;
    must_hold(
        !(*account)->username.empty() || !(*account)->identity_token.empty() || !(*account)->password.empty(),
        "an account has something to show");
    for (const char letter : registry_auth(**account))
      must_hold(letter > ' ' && letter < 0x7F, "a header's value has no line break");
  }
}

void check_progress(std::string_view text) {
  PullProgress progress;
  while (!text.empty()) {
    progress.read(std::string(fuzz::take_until(text, '\n')));
    pull_trouble(static_cast<int>(text.size() % 600), progress.error(), "r:5000/app");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto text = fuzz::text_of(data, size);
  const std::string config(fuzz::take_until(text, '\n'));
  check_accounts(config, std::string(text));
  check_progress(text);
  return 0;
}
