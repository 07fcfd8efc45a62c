#include "unit/stack_check/machine.hpp"

using namespace slipway;
using namespace slipway::stack_check_test;

namespace {

const Json everything{
    {"values", {{"HTTP_PORT", 80}}}, {"template", "/srv/shop/.env.example"}, {"min_free_mb", 1}};

/// A stack that every check has something to ask for.
struct RichMachine : Machine {
  RichMachine() {
    files.put("/srv/shop/.env.example", "HTTP_PORT=\n");
    files.put("/srv/shop/site.conf", "");
    files.put("/proc/net/tcp", "");
    config["networks"] = {{"out", {{"name", "out"}, {"external", true}}}};
    config["volumes"] = {{"kept", {{"name", "kept"}, {"external", true}}}};
    config["services"]["app"]["networks"] = {{"out", nullptr}};
    config["services"]["app"]["volumes"] = {{{"type", "volume"}, {"source", "kept"}},
                                            {{"type", "bind"}, {"source", "/srv/shop/site.conf"}}};
    engine_has_network("out");
    engine_has_volume("kept");
  }
};

/// Something was said of it: nothing is given up silently.
void must_be_said(const Expected<ansible::Result>& result, const std::string& what) {
  REQUIRE(result);
  std::string all = result->msg;
  for (const auto& warning : result->warnings) all += "\n" + warning;
  INFO(all);
  CHECK((result->failed || !result->warnings.empty()));
  CHECK(all.find(what) != std::string::npos);
}

}  // namespace

TEST_CASE("stack_check says whatever request to the engine fails", "[faults]") {
  RichMachine undisturbed;
  REQUIRE(undisturbed.look(everything).msg == all_is_well);
  undisturbed.engine.requests.clear();
  REQUIRE(undisturbed.call(everything));
  const std::size_t requests = undisturbed.engine.requests.size();
  REQUIRE(requests >= 6);
  for (std::size_t chosen = 0; chosen < requests; ++chosen) {
    INFO(undisturbed.engine.requests[chosen]);
    RichMachine on;
    on.engine.fails_at = chosen;
    must_be_said(on.call(everything), "closed the connection");
    CHECK(on.files.changes.empty());
  }
}

TEST_CASE("stack_check says whatever call of the file system fails", "[faults]") {
  const auto run = [&](int chosen, int& calls, std::string& failed) {
    RichMachine on;
    on.files.fault = [&](const std::string& operation, const Path& path) {
      if (calls++ != chosen) return 0;
      failed = operation + " " + path.string();
      return EIO;
    };
    auto result = on.call(everything);
    CHECK(on.files.changes.empty());
    return result;
  };
  int all = 0;
  std::string failed;
  REQUIRE(run(-1, all, failed));
  REQUIRE(all > 5);
  for (int chosen = 0; chosen < all; ++chosen) {
    int calls = 0;
    const auto result = run(chosen, calls, failed);
    INFO(failed);
    if (failed == "resolve /srv/shop/.env") continue;  // whether an env_file leads there: then it does not
    must_be_said(result, "'");
  }
}

TEST_CASE("stack_check says whichever program cannot be run", "[faults]") {
  RichMachine undisturbed;
  REQUIRE(undisturbed.call(everything));
  const std::size_t programs = undisturbed.processes.commands.size();
  REQUIRE(programs == 3);
  for (std::size_t chosen = 0; chosen < programs; ++chosen) {
    RichMachine on;
    const auto others = on.processes.answer;
    on.processes.answer = [&](const Command& command) -> Expected<CommandOutcome> {
      if (on.processes.commands.size() == chosen + 1) return fail("cannot start it");
      return others(command);
    };
    must_be_said(on.call(everything), "cannot start it");
  }
}
