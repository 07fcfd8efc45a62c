#include "engine/containers.hpp"

#include <catch2/catch_test_macros.hpp>
#include <cerrno>
#include <nlohmann/json.hpp>

#include "unit/support/fake_engine.hpp"
#include "unit/support/unmarked.hpp"

using namespace slipway;
using nlohmann::json;
using slipway::test::container_document;

namespace {

struct Fixture {
  test::FixedClock clock;
  test::FakeEngine engine{clock};
};

json labels(const json& all) {
  return {{"Config", {{"Labels", all}}}};
}

}  // namespace

TEST_CASE("a container is read from the engine's inspect document", "[containers]") {
  Fixture on;
  on.engine.put(container_document("shop-app-2", "app", json::parse(R"({
        "RestartCount": 4,
        "State": {"Status": "restarting", "ExitCode": 137, "OOMKilled": true, "Error": "boom",
                  "Health": {"Status": "unhealthy", "FailingStreak": 3,
                             "Log": [{"Start": "2025-10-31T02:35:00Z", "ExitCode": 1, "Output": "no\n"}]}},
        "HostConfig": {"RestartPolicy": {"Name": "on-failure", "MaximumRetryCount": 5}},
        "Config": {"Tty": true, "Healthcheck": {"Test": ["CMD", "true"]},
                   "Labels": {"com.docker.compose.container-number": "2", "com.docker.compose.oneoff": "True"}}})")));
  const auto container = **inspect_container(on.engine, "shop-app-2");
  CHECK(container.name == "shop-app-2");
  CHECK(container.image == "shop/app:v1");
  CHECK(container.image_id == "sha256:0123");
  CHECK(container.service == "app");
  CHECK(container.number == 2);
  CHECK(container.one_off);
  CHECK(container.tty);
  CHECK(container.status == "restarting");
  CHECK(container.exit_code == 137);
  CHECK(container.oom_killed);
  CHECK(container.error == "boom");
  CHECK(container.restarts == 4);
  CHECK(container.restart_policy == "on-failure");
  CHECK(container.maximum_retries == 5);
  CHECK(container.health == "unhealthy");
  CHECK(container.failing_streak == 3);
  REQUIRE(container.probes.size() == 1);
  CHECK(container.probes[0].output == "no\n");
  CHECK(container.probes[0].exit_code == 1);
}

TEST_CASE("a container has an address in each of its networks, IPv4 before IPv6", "[containers]") {
  Fixture on;
  on.engine.put(container_document("a", "app", {{"NetworkSettings", {{"Networks", json::parse(R"({
      "back": {"IPAddress": "172.18.0.2", "GlobalIPv6Address": "fd00::2"},
      "six": {"IPAddress": "", "GlobalIPv6Address": "fd00::3"},
      "ended": {"IPAddress": "", "GlobalIPv6Address": ""}, "odd": 7})")}}}}));
  const auto container = **inspect_container(on.engine, "a");
  CHECK(container.addresses ==
        std::map<std::string, std::string>{{"back", "172.18.0.2"}, {"six", "fd00::3"}});
  CHECK(container.networks == std::vector<std::string>{"back", "ended", "odd", "six"});
}

TEST_CASE("a health check that is switched off, empty or missing is none", "[containers]") {
  Fixture on;
  on.engine.put(container_document("off", "a", {{"Config", {{"Healthcheck", {{"Test", {"NONE"}}}}}}}));
  on.engine.put(container_document("empty", "a", {{"Config", {{"Healthcheck", json::object()}}}}));
  on.engine.put(container_document("missing", "a"));
  for (const auto* id : {"off", "empty", "missing"})
    CHECK_FALSE((*inspect_container(on.engine, id))->has_healthcheck);
}

TEST_CASE("an empty restart policy is no", "[containers]") {
  Fixture on;
  on.engine.put(container_document("a", "a", {{"HostConfig", {{"RestartPolicy", {{"Name", ""}}}}}}));
  CHECK((*inspect_container(on.engine, "a"))->restart_policy == "no");
}

TEST_CASE("the containers of a project are asked for by label and come ordered", "[containers]") {
  Fixture on;
  on.engine.put(container_document("1", "web", labels({{"com.docker.compose.container-number", "10"}})));
  on.engine.put(container_document("2", "web", labels({{"com.docker.compose.container-number", "9"}})));
  on.engine.put(container_document("3", "app"));
  on.engine.put(container_document("4", "app", labels({{"com.docker.compose.project", "other"}})));
  const auto found = *project_containers(on.engine, "shop");
  REQUIRE(found.size() == 3);
  CHECK(found[0].id == "3");
  CHECK(found[1].id == "2");
  CHECK(found[2].id == "1");
  CHECK(
      on.engine.requests.front() ==
      "GET /containers/json?all=1&filters=%7B%22label%22%3A%5B%22com.docker.compose.project%3Dshop%22%5D%7D");
}

TEST_CASE("what is not there is no error", "[containers]") {
  Fixture on;
  CHECK_FALSE(*inspect_container(on.engine, "gone"));
  CHECK_FALSE(*inspect_image(on.engine, "gone:v1"));
  CHECK(project_containers(on.engine, "shop")->empty());
}

TEST_CASE("an image is found by a reference with a port", "[containers]") {
  Fixture on;
  on.engine.images["127.0.0.1:5000/framework:v1"] = {
      {"Id", "sha256:1"}, {"RepoTags", {"127.0.0.1:5000/framework:v1"}}, {"RepoDigests", nullptr}};
  const auto image = **inspect_image(on.engine, "127.0.0.1:5000/framework:v1");
  CHECK(image.id == "sha256:1");
  CHECK(image.tags == std::vector<std::string>{"127.0.0.1:5000/framework:v1"});
  CHECK(image.repo_digests.empty());
}

TEST_CASE("the frames of a log are joined in their order", "[containers]") {
  Fixture on;
  using namespace std::string_literals;
  on.engine.logs["a"] = "\1\0\0\0\0\0\0\4one\n\2\0\0\0\0\0\0\4two\n\1\0\0\0\0\0\0\xffthr"s;
  Container container;
  container.id = "a";
  CHECK(*container_log_tail(on.engine, container, 5) == "one\ntwo\nthr");
  CHECK(on.engine.requests.back() == "GET /containers/a/logs?stdout=1&stderr=1&tail=5");
  on.engine.logs["a"] = "plain\n";
  container.tty = true;
  CHECK(*container_log_tail(on.engine, container, 5) == "plain\n");
}

namespace {

/// Gives one reply to everything.
class OneReply final : public Engine {
 public:
  explicit OneReply(EngineReply reply) : reply_(std::move(reply)) {}
  Expected<EngineReply> request(const std::string&, const std::string&, const std::string&) override {
    return reply_;
  }
  Expected<std::unique_ptr<EngineStream>> stream(const std::string&) override { return fail("none"); }
  Expected<std::unique_ptr<EngineProgress>> post(const std::string&, const Headers&,
                                                 std::chrono::steady_clock::time_point) override {
    return fail("none");
  }

 private:
  EngineReply reply_;
};

}  // namespace

TEST_CASE("an answer that cannot be used says what could not be read and why", "[containers]") {
  OneReply refusing({500, R"({"message":"disk full"})"});
  CHECK(slipway::test::message_of(project_containers(refusing, "shop")) ==
        "cannot read the containers of project 'shop': the engine refused with status 500: disk full");
  OneReply garbled({200, "<html>"});
  CHECK(slipway::test::message_of(inspect_image(garbled, "a:b")) ==
        "cannot read image 'a:b': the engine's answer is not JSON; is it really a container engine that "
        "listens there?");
  OneReply odd({200, "{}"});
  CHECK(list_project_containers(odd, "shop").error().message ==
        "cannot read the containers of project 'shop': the engine's answer is not a list of containers");
  OneReply silent({501, "configured logging driver does not support reading"});
  CHECK(container_log_tail(silent, {}, 1).error().message ==
        "cannot read the log of container '': status 501");
}

TEST_CASE("a log over the limit was said to come from no engine", "[containers]") {
  class TooLong final : public Engine {
   public:
    Expected<EngineReply> request(const std::string&, const std::string&, const std::string&) override {
      return fail("what answers announces or sends more than 64 MiB", EFBIG);
    }
    Expected<std::unique_ptr<EngineStream>> stream(const std::string&) override { return fail("none"); }
    Expected<std::unique_ptr<EngineProgress>> post(const std::string&, const Headers&,
                                                   std::chrono::steady_clock::time_point) override {
      return fail("none");
    }
  } engine;
  Container container;
  container.name = "app";
  CHECK(container_log_tail(engine, container, 20).error().message ==
        "cannot read the log of container 'app': its last lines come to more than 64 MiB; lower log_lines, "
        "which is 20");
}

TEST_CASE("only those that are wanted are inspected, when the list tells", "[containers]") {
  Fixture on;
  on.engine.put(container_document("1", "web"));
  on.engine.put(container_document("2", "app", labels({{"com.docker.compose.depends_on", "job:x:true"}})));
  const auto found =
      *project_containers(on.engine, "shop", [](const auto& listed) { return listed.service == "web"; });
  REQUIRE(found.size() == 2);
  CHECK(found[0].service == "app");
  CHECK(found[0].depends_on == "job:x:true");
  CHECK(found[0].image.empty());
  CHECK(found[1].image == "shop/web:v1");
}

TEST_CASE("containers of another project were taken from an engine that knows no filter", "[containers]") {
  OneReply engine({200, R"([{"Id": "1", "Labels": {"com.docker.compose.project": "other"}},
                            {"Id": "2", "Labels": {"com.docker.compose.project": "shop"}}, {"Id": "3"}])"});
  const auto list = *list_project_containers(engine, "shop");
  REQUIRE(list.size() == 2);
  CHECK(list[0]["Id"] == "2");
  CHECK(list[1]["Id"] == "3");
}

TEST_CASE("the list tells how long a container runs, when it is short", "[containers]") {
  const auto running = [](const std::string& status) {
    OneReply engine({200, json::array({{{"Id", "1"}, {"Status", status}}}).dump()});
    return (*listed_containers(engine, "shop")).at(0).running;
  };
  using namespace std::chrono_literals;
  CHECK(running("Up Less than a second") == 0s);
  CHECK(running("Up 1 second (health: starting)") == 1s);
  CHECK(running("Up 59 seconds") == 59s);
  for (const auto* longer : {"Up About a minute", "Up 3 minutes", "Exited (0) 5 seconds ago", "Up ", ""})
    CHECK_FALSE(running(longer));
}
