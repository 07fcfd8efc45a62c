// What a rolling deploy is previewed to do.
#include <catch2/catch_test_macros.hpp>

#include "stack_changes_info/stack_changes_info.hpp"
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

  ansible::Result preview(const std::string& strategy, const std::vector<ProxySettings>& proxy = {}) {
    stack_changes_info::Args args;
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
