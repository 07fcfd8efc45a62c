#include "unit/stack_pull/machine.hpp"

using namespace slipway;
using namespace slipway::test;
using nlohmann::json;

namespace {

struct BuildMachine : PullMachine {
  BuildMachine() {
    services = {{"app", {{"build", {{"context", "."}}}}},
                {"worker", {{"image", "shop-app"}}},
                {"web", {{"image", "nginx:1.25"}}}};
  }
};

}  // namespace

TEST_CASE("what a service builds itself is built, and not asked for at a registry", "[stack_pull]") {
  BuildMachine machine;
  CHECK(machine.call(machine.args(), true).msg == "would pull nginx:1.25; would build shop-app");
  CHECK(machine.builds.empty());
  const auto first = machine.call(machine.args());
  CHECK(machine.builds == std::vector<std::string>{"app"});
  CHECK(machine.entry(first, "shop-app") == json{{"reference", "shop-app"},
                                                 {"services", {"app", "worker"}},
                                                 {"action", "build"},
                                                 {"id", "sha256:built"},
                                                 {"digest", ""},
                                                 {"changed", true},
                                                 {"bytes", 0},
                                                 {"seconds", 0.0},
                                                 {"began_after", 0.0}});
  machine.builds.clear();
  CHECK_FALSE(machine.call(machine.args()).changed);
  CHECK(machine.builds.empty());
  auto args = machine.args();
  args.build = "always";
  CHECK_FALSE(machine.call(args).changed);
  CHECK(machine.builds == std::vector<std::string>{"app"});
}

TEST_CASE("with build never an image that is missing is an error with the way out", "[stack_pull]") {
  BuildMachine machine;
  auto args = machine.args();
  args.build = "never";
  CHECK(machine.call(args).msg ==
        "an image cannot be had, and no container was touched: shop-app (services app, worker): it is not "
        "on this "
        "machine, and may not be built; build it there, or let build be missing");
  machine.has("docker.io/library/shop-app:latest", "sha256:old");
  CHECK_FALSE(machine.call(args).failed);
}

TEST_CASE("a build that fails shows its last words, and no value of .env", "[stack_pull]") {
  BuildMachine machine;
  machine.build_status = 17;
  machine.build_errors =
      "Step 1/9 : FROM x\nStep 2/9 : RUN make\n1\n2\n3\nmake: *** no rule hunter22\nfailed to build\n";
  const auto result = machine.call(machine.args());
  CHECK(result.failed);
  CHECK(result.changed);  // nginx is here now
  CHECK(result.msg ==
        "an image cannot be had, and no container was touched: docker compose build failed: 1 2 3 make: "
        "*** no "
        "rule ******** failed to build");
}

TEST_CASE("a service's pull_policy is kept to", "[stack_pull]") {
  BuildMachine machine;
  const auto app = [&](const json& changes) { machine.services["app"].merge_patch(changes); };
  const auto web_is = [&](const std::string& policy) { machine.services["web"]["pull_policy"] = policy; };
  machine.has("docker.io/library/nginx:1.25", "sha256:n1", "2025-10-30T20:00:00Z");  // six hours ago
  SECTION("never, as of an image that no registry has") {
    web_is("never");
    CHECK(machine.entry(machine.call(machine.args()), "nginx:1.25")["action"] == "keep");
  }
  SECTION("missing beats policy always, and always beats policy missing") {
    web_is("if_not_present");
    CHECK(machine.entry(machine.call(machine.args()), "nginx:1.25")["action"] == "keep");
    web_is("always");
    auto args = machine.args();
    args.policy = "missing";
    CHECK(machine.entry(machine.call(args), "nginx:1.25")["action"] == "pull");
    args.policy = "never";
    CHECK(machine.entry(machine.call(args), "nginx:1.25")["action"] == "keep");
  }
  SECTION("daily, weekly and every so often") {
    for (const auto* fresh : {"daily", "weekly", "every_12h", "every_6h36m"}) {
      web_is(fresh);
      CHECK(machine.entry(machine.call(machine.args(), true), "nginx:1.25")["action"] == "keep");
    }
    web_is("every_6h35m");
    CHECK(machine.entry(machine.call(machine.args(), true), "nginx:1.25")["action"] == "pull");
  }
  SECTION("build: each time") {
    machine.has("docker.io/library/shop-app:latest", "sha256:old");
    app({{"pull_policy", "build"}});
    CHECK(machine.call(machine.args()).changed);
    CHECK(machine.builds == std::vector<std::string>{"app"});
  }
  SECTION("of a service that could build: from the registry") {
    app({{"pull_policy", "missing"}, {"image", "r.example:5000/framework:v1"}});
    machine.services.erase("worker");
    CHECK(machine.entry(machine.call(machine.args()), "r.example:5000/framework:v1")["action"] == "pull");
    CHECK(machine.builds.empty());
  }
  SECTION("one that nobody knows is a warning") {
    web_is("sometimes");
    const auto result = machine.call(machine.args());
    CHECK(machine.entry(result, "nginx:1.25")["action"] == "pull");
    CHECK(result.warnings == std::vector<std::string>{"service web: Slipway does not know the pull_policy "
                                                      "'sometimes', and goes by the option policy"});
  }
  SECTION("of two services with one image the more demanding") {
    web_is("never");
    machine.services["web2"] = {{"image", "nginx:1.25"}, {"pull_policy", "always"}};
    CHECK(machine.entry(machine.call(machine.args()), "nginx:1.25")["action"] == "pull");
  }
}

TEST_CASE("a service that the release gives a tag is pulled, although it could be built", "[stack_pull]") {
  BuildMachine machine;
  machine.services["app"]["image"] = "r.example:5000/framework:v1";
  machine.services.erase("worker");
  auto args = machine.args();
  args.images = {{"r.example:5000/framework", "v2", {}, {}}};
  CHECK(machine.entry(machine.call(args), "r.example:5000/framework:v2")["action"] == "pull");
  CHECK(machine.builds.empty());
}

TEST_CASE("an image's id has to be there, and one mounted as a volume is an image too", "[stack_pull]") {
  BuildMachine machine;
  const std::string id = "sha256:" + std::string(64, 'a');
  const json mount{{"type", "image"}, {"source", "nginx:1.25"}, {"target", "/x"}};
  machine.services = {{"app", {{"image", id}, {"volumes", json::array({mount})}}}};
  CHECK(machine.call(machine.args()).msg == "an image cannot be had, and no container was touched: " + id +
                                                " (service app): it is not on this machine, and no registry "
                                                "can be asked for it; name an image with its "
                                                "repository");
  machine.has(id, id);
  const auto result = machine.call(machine.args());
  CHECK_FALSE(result.failed);
  CHECK(machine.entry(result, "nginx:1.25")["services"] == json{"app"});
}

TEST_CASE("a platform is asked for", "[stack_pull]") {
  BuildMachine machine;
  machine.services = {{"web", {{"image", "nginx:1.25"}, {"platform", "linux/arm64"}}}};
  machine.call(machine.args());
  CHECK(machine.engine.requests.at(1).ends_with("&tag=1.25&platform=linux%2Farm64"));
  machine.services["web"].erase("platform");
  machine.system.environment["DOCKER_DEFAULT_PLATFORM"] = "linux/s390x";
  machine.call(machine.args());
  CHECK(machine.engine.requests.at(1).ends_with("&platform=linux%2Fs390x"));
}
