#include "engine/docker_config.hpp"

#include <catch2/catch_test_macros.hpp>

#include "unit/support/fake_processes.hpp"
#include "unit/support/memory_files.hpp"
#include "util/base64.hpp"

using namespace slipway;
using namespace slipway::test;

namespace {

constexpr const char* hub = "https://index.docker.io/v1/";

struct Client {
  MemoryFiles files;
  FakeProcesses processes;
  Environment environment{{"HOME", "/home/deploy"}, {"PATH", "/bin"}};

  Expected<std::optional<RegistryAccount>> account(const std::string& config, const std::string& server) {
    files.put("/home/deploy/.docker/config.json", config);
    TRY_ASSIGN(const auto read, DockerConfig::read(environment, files));
    return read.account(server, processes);
  }
};

}  // namespace

TEST_CASE("an account of a login stands in auths", "[docker_config]") {
  Client client;
  // deploy:s3cret:x
  const auto account = **client.account(R"({"auths": {"r.example:5000": {"auth": "ZGVwbG95OnMzY3JldDp4"}}})",
                                        "r.example:5000");
  CHECK(account.server == "r.example:5000");
  CHECK(account.username == "deploy");
  CHECK(account.password == "s3cret:x");
  CHECK(client.processes.commands.empty());
}

TEST_CASE("an entry may be written as an address, as old clients did", "[docker_config]") {
  Client client;
  CHECK(
      (*client.account(R"({"auths": {"https://r.example/v2/": {"auth": "YTpi"}}})", "r.example"))->password ==
      "b");
}

TEST_CASE("Docker Hub's account has a name of its own", "[docker_config]") {
  Client client;
  CHECK((*client.account(R"({"auths": {"https://index.docker.io/v1/": {"auth": "YTpi"}}})", hub))->username ==
        "a");
}

TEST_CASE("a token stands for user and password", "[docker_config]") {
  Client client;
  const auto account = **client.account(R"({"auths": {"r": {"auth": "YTo=", "identitytoken": "tok"}}})", "r");
  CHECK(account.identity_token == "tok");
  CHECK(base64_decoded("e30=") == "{}");
  CHECK(registry_auth({"r", "", "", "tok"}) == base64url(R"({"identitytoken":"tok","serveraddress":"r"})"));
  CHECK(registry_auth({"r", "a", "b\"", ""}) ==
        base64url(R"({"password":"b\"","serveraddress":"r","username":"a"})"));
}

TEST_CASE("a credential helper is asked for its server, and the store for all others", "[docker_config]") {
  Client client;
  client.processes.answer = [](const Command&) {
    return CommandOutcome{0, R"({"ServerURL":"x","Username":"deploy","Secret":"hunter22"})", ""};
  };
  const std::string config = R"({"credsStore": "pass", "credHelpers": {"r.example": "ecr-login"},
                                 "auths": {"r.example": {}, "other.example": {}}})";
  CHECK((*client.account(config, "r.example"))->password == "hunter22");
  CHECK((*client.account(config, hub))->username == "deploy");
  REQUIRE(client.processes.commands.size() == 2);
  CHECK(client.processes.commands[0].argv == std::vector<std::string>{"docker-credential-ecr-login", "get"});
  CHECK(client.processes.commands[0].input == "r.example");
  CHECK(client.processes.commands[1].argv.front() == "docker-credential-pass");
  CHECK(client.processes.commands[1].input == hub);
}

TEST_CASE("a helper's token, its ignorance and its failure are three things", "[docker_config]") {
  Client client;
  CommandOutcome answer;
  client.processes.answer = [&](const Command&) { return answer; };
  const std::string config = R"({"credsStore": "pass"})";
  answer = {0, R"({"Username":"<token>","Secret":"tok"})", ""};
  CHECK((*client.account(config, "r"))->identity_token == "tok");
  answer = {1, "credentials not found in native keychain\n", ""};
  CHECK_FALSE(*client.account(config, "r"));
  answer = {1, "", "hunter22: gpg failed"};
  CHECK(client.account(config, "r").error().message ==
        "asking docker-credential-pass for the account of r: it failed with status 1; run it by hand to see "
        "why");
  answer = {0, "hunter22", ""};
  CHECK(client.account(config, "r").error().message ==
        "asking docker-credential-pass for the account of r: its answer has no Secret; run it by hand to see "
        "what "
        "it prints");
}

TEST_CASE("without a login there is no account", "[docker_config]") {
  Client client;
  CHECK_FALSE(*client.account("{}", "r"));
  CHECK_FALSE(*client.account(R"({"auths": {"other": {"auth": "YTpi"}}})", "r"));
  CHECK_FALSE(*client.account(R"({"auths": {"r": {}}})", "r"));
  client.environment = {{"PATH", "/bin"}};
  CHECK_FALSE(*client.account(R"({"auths": {"r": {"auth": "YTpi"}}})", "r"));
  MemoryFiles none;
  CHECK_FALSE(*DockerConfig::read({{"HOME", "/home/deploy"}}, none)->account("r", client.processes));
}

TEST_CASE("DOCKER_CONFIG names the folder", "[docker_config]") {
  Client client;
  client.files.put("/etc/docker-ci/config.json", R"({"auths": {"r": {"auth": "Yzpk"}}})");
  client.environment["DOCKER_CONFIG"] = "/etc/docker-ci";
  CHECK((*client.account(R"({"auths": {"r": {"auth": "YTpi"}}})", "r"))->username == "c");
}

TEST_CASE("a config.json that is damaged says where it is", "[docker_config]") {
  Client client;
  CHECK(client.account("{", "r").error().message ==
        "the accounts of Docker's client: /home/deploy/.docker/config.json is no JSON object; mend it, or "
        "move it "
        "away");
  for (const auto* entry : {"!!!", "bm9jb2xvbg=="})
    CHECK(client.account(R"({"auths": {"r": {"auth": ")" + std::string(entry) + R"("}}})", "r")
              .error()
              .message ==
          "the entry of r in /home/deploy/.docker/config.json is no account; log in again with docker login");
  for (const auto* odd :
       {R"({"auths": []})", R"({"auths": {"r": 5}})", R"({"credHelpers": 1, "credsStore": {}})"})
    CHECK_FALSE(*client.account(odd, "r"));
}
