// What a rolling deploy is previewed to do.
#include <catch2/catch_test_macros.hpp>

#include "stack_changes_info/stack_changes_info.hpp"
#include "unit/support/release_samples.hpp"
#include "unit/support/stack_machine.hpp"

using namespace slipway;
using namespace slipway::test;
using ansible::Json;

namespace {

/// app and web, which asks it, run with another configuration than their files have.
struct Machine : StackMachine {
  Json services = {
      {"app", {{"image", "shop/app:v1"}}},
      {"web", {{"image", "shop/web:v1"}, {"depends_on", {{"app", {{"condition", "service_started"}}}}}}}};

  Machine() {
    files.put("/srv/shop/base.yml", "services: {}\n");
    engine.put(container_document("shop-app-1", "app"));
    engine.put(container_document("shop-web-1", "web"));
    processes.answer = [this](const Command& command) -> CommandOutcome {
      const auto says = [&](const char* word) {
        return std::find(command.argv.begin(), command.argv.end(), word) != command.argv.end();
      };
      if (is_version(command)) return {0, "2.40.3\n", ""};
      if (says("--hash")) return {0, "app 1\nweb 1\n", ""};
      return {0, Json{{"name", "shop"}, {"services", services}}.dump(), ""};
    };
  }

  ansible::Result preview(const std::string& strategy, const std::vector<ProxySettings>& proxy = {},
                          const std::optional<Path>& backups_path = std::nullopt) {
    stack_changes_info::Args args;
    args.backups_path = backups_path;
    args.project_src = "/srv/shop";
    args.files = {"base.yml"};
    args.strategy = strategy;
    args.proxy = proxy;
    const auto result = run(stack_changes_info::module(), args);
    REQUIRE(result);
    return *result;
  }
};

const std::string app = "app: recreated (it was started with another configuration)";

}  // namespace

TEST_CASE("a rolling preview says which way each service is replaced", "[stack_changes_info]") {
  Machine on;
  on.services["app"]["container_name"] = "the-app";
  const auto summary = on.preview("rolling").values["summary"];
  CHECK(summary[0] == app + "; stop-first, since its container_name is the-app; it is away meanwhile");
  CHECK(summary[1].get<std::string>().ends_with(
      "; start-first, since two of its containers can run side by side"));
  CHECK(on.preview("recreate").values["summary"][0] == app);
  CHECK(on.preview("together").values["summary"][0] == app);
}

TEST_CASE("a rolling preview warns of gaps, and of none where a proxy is told", "[stack_changes_info]") {
  Machine on;
  const auto warnings = on.preview("rolling").warnings;
  REQUIRE(warnings.size() == 1);
  CHECK(warnings[0].starts_with("service app: there will be a gap"));
  ProxySettings proxy;
  proxy.service = "web";
  proxy.kind = "reload";
  proxy.command = {"nginx", "-s", "reload"};
  CHECK(on.preview("rolling", {proxy}).warnings.empty());
  CHECK(on.preview("recreate").warnings.empty());
}

TEST_CASE("a rolling preview refuses a proxy that lacks something", "[stack_changes_info]") {
  Machine on;
  stack_changes_info::Args args;
  args.project_src = "/srv/shop";
  args.files = {"base.yml"};
  args.proxy.emplace_back();
  args.proxy[0].kind = "caddy";
  args.proxy[0].service = "web";
  CHECK(on.run(stack_changes_info::module(), args)
            .error()
            .message.starts_with("proxy: kind caddy needs socket"));
}

TEST_CASE("a rolling preview says how long the last gap was, where there will be one again",
          "[stack_changes_info]") {
  Machine on;
  ReleaseStory story;
  story.deploy("2025-10-31T01-00-00Z");
  story.releases.back().timeline = {
      {"stack_up", "changed", "2025-10-31T01:00:00Z", "2025-10-31T01:00:09Z", WatchedTraffic{90, 12, 1.51}}};
  story.write_to(on.files, "/backups");
  const std::string told =
      "; in release 2025-10-31T01-00-00Z, the last that was watched, the page was away for 1.5 s";
  on.services["app"]["container_name"] = "the-app";
  const auto stopped = on.preview("rolling", {}, "/backups").values["summary"];
  CHECK(stopped[0].get<std::string>().ends_with("; it is away meanwhile" + told));
  CHECK_FALSE(stopped[1].get<std::string>().ends_with(told));
  on.services["app"].erase("container_name");
  CHECK(on.preview("rolling", {}, "/backups").warnings.at(0).ends_with(told));
  CHECK_FALSE(on.preview("rolling", {}, "/nothing").warnings.at(0).ends_with(told));
  CHECK_FALSE(on.preview("rolling").warnings.at(0).ends_with(told));
}
