#include "stack/swarm_credentials.hpp"

#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "unit/support/stack_machine.hpp"

using namespace slipway;
using nlohmann::json;

namespace {

/// With our executable in /home/deploy/.cache/slipway.
struct Server : test::StackMachine {
  std::string folder = "/home/deploy/.cache/slipway/.docker-client." + std::to_string(getpid());

  Server() {
    files.put("/home/deploy/.cache/slipway/slipway-1", "");
    files.put_link("/proc/self/exe", "/home/deploy/.cache/slipway/slipway-1");
  }

  Expected<std::unique_ptr<SwarmCredentials>> hold(const std::vector<RegistryLogin>& logins,
                                                   const std::set<std::string>& registries) {
    TRY_ASSIGN(auto accounts, RegistryAccounts::of(logins, {}, system));
    return SwarmCredentials::hold(accounts, registries, system);
  }
};

const RegistryLogin login{"registry.example.com:5000", "deploy", "hunter2"};

}  // namespace

TEST_CASE(
    "docker's client is led to a helper that prints what is held in memory, and no file holds the password",
    "[swarm]") {
  Server on;
  const auto credentials = on.hold({login}, {"docker.io", "registry.example.com:5000"});
  REQUIRE(credentials);
  REQUIRE((*credentials)->has_accounts());
  const auto environment = (*credentials)->environment({{"PATH", "/bin"}, {"DOCKER_CONTEXT", "other"}});
  CHECK(environment == Environment{{"DOCKER_CONFIG", on.folder}, {"PATH", on.folder + ":/bin"}});
  CHECK(json::parse(*on.files.read(on.folder + "/config.json")) ==
        json{{"credHelpers", {{"registry.example.com:5000", "slipway-0"}}}});
  CHECK(*on.files.read(on.folder + "/docker-credential-slipway-0") == "#!/bin/sh\nexec cat /proc/1/fd/0\n");
  CHECK(json::parse(on.processes.held.at("/proc/1/fd/0")) ==
        json{{"ServerURL", "registry.example.com:5000"}, {"Username", "deploy"}, {"Secret", "hunter2"}});
  for (const auto& [path, node] : on.files.nodes) CHECK(node.content.find("hunter2") == std::string::npos);
}

TEST_CASE("the folder goes with the credentials, and what a killed run left in its place goes first",
          "[swarm]") {
  Server on;
  on.files.put(on.folder + "/config.json", "of another run");
  { const auto credentials = on.hold({login}, {"registry.example.com:5000"}); }
  CHECK_FALSE(on.files.status(on.folder)->has_value());
}

TEST_CASE("without an account nothing is made, and docker's client has its own configuration", "[swarm]") {
  Server on;
  const auto credentials = on.hold({}, {"docker.io"});
  REQUIRE(credentials);
  CHECK_FALSE((*credentials)->has_accounts());
  CHECK((*credentials)->environment({{"PATH", "/bin"}}) == Environment{{"PATH", "/bin"}});
  CHECK_FALSE(on.files.status(on.folder)->has_value());
}
