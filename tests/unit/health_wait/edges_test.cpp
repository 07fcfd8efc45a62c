// Events that are odd, late or missing, and answers that are no containers.
#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "unit/health_wait/machine.hpp"

using namespace slipway;
using namespace slipway::health_wait_test;
using Catch::Matchers::ContainsSubstring;
using nlohmann::json;
using test::container_document;

namespace {

long inspected(const Machine& on, const std::string& id) {
  return std::count(on.engine.requests.begin(), on.engine.requests.end(), "GET /containers/" + id + "/json");
}

json labels(const json& all) {
  return {{"Config", {{"Labels", all}}}};
}

}  // namespace

TEST_CASE("an exit that was seen before the event of who asked for it counted as a failure",
          "[health_wait]") {
  Machine on;
  on.engine.put(container_document("old", "app", health("starting")));
  on.engine.happens(1, "old", "oom", state("exited", 143));  // what makes it look
  on.engine.happens(1, "old", "kill");
  on.engine.happens(1, "old", "die");
  on.engine.happens(2, "old", "destroy", nullptr);
  on.engine.happens(2, "new", "create", container_document("new", "app"));
  CHECK(on.run(by_name())->values["healthy"] == true);
}

TEST_CASE("a signal that only says read your files again was taken for a stop", "[health_wait]") {
  Machine on;
  on.engine.put(container_document("app", "app", {{"HostConfig", {{"RestartPolicy", {{"Name", "no"}}}}}}));
  on.engine.put(container_document("web", "web", health("starting")));
  on.engine.happens(1, "app", "kill", json::object(), {{"signal", "1"}});
  on.engine.happens(4, "app", "die", state("exited", 3));
  const auto result = on.run(by_name());
  CHECK(result->values["waited"] == 4.0);
  CHECK_THAT(result->msg, ContainsSubstring("exited with code 3: it has no restart policy"));
}

TEST_CASE("a blank line in the stream of events ended the wait", "[health_wait]") {
  Machine on;
  on.engine.put(container_document("app", "app", health("starting")));
  on.engine.says(1, "");
  on.engine.says(1, " \r");
  on.engine.happens(2, "app", "health_status: healthy", health("healthy"));
  CHECK(on.run(by_name())->values["waited"] == 2.0);
}

TEST_CASE("half a secret was shown of a line that is no event", "[health_wait]") {
  Machine on;
  on.engine.put(container_document("app", "app", health("starting")));
  on.engine.says(1, std::string(296, 'x') + "hunter22");
  auto args = by_name();
  args.mask = {"hunter22"};
  CHECK_THAT(on.run(args).error().message,
             ContainsSubstring("an event that is not JSON") && !ContainsSubstring("hunt"));
}

TEST_CASE("an answer that is no container was waited for as a container without a name", "[health_wait]") {
  Machine on;
  on.engine.put(container_document("app", "app", health("starting")));
  for (const auto* odd : {"{}", "null", R"({"Id": "app"})", R"({"State": {}})", "[]"}) {
    on.engine.odd_answers["app"] = odd;
    const auto error = on.run(by_name()).error();
    CHECK(error.message ==
          "cannot read container 'app': the engine's answer is no container, without Id and State");
    CHECK(error.may_pass);
  }
}

TEST_CASE("containers that do not count were inspected", "[health_wait]") {
  Machine on;
  on.engine.put(container_document("app", "app", health("starting")));
  on.engine.put(container_document("web", "web"));
  on.engine.put(container_document("run", "app", labels({{"com.docker.compose.oneoff", "True"}})));
  on.engine.put(container_document("foreign", "app", labels({{"com.docker.compose.project", "other"}})));
  for (const auto* id : {"web", "run"}) on.engine.happens(1, id, "oom");
  on.engine.happens(1, "foreign", "oom", json::object(), {{"com.docker.compose.project", "other"}});
  on.engine.happens(2, "app", "health_status: healthy", health("healthy"));
  auto args = by_name();
  args.services = {"app"};
  CHECK(on.run(args)->values["waited"] == 2.0);
  CHECK(inspected(on, "app") == 3);
  for (const auto* id : {"web", "run", "foreign"}) CHECK(inspected(on, id) == 0);
}

TEST_CASE("with services, a job was not known as one", "[health_wait]") {
  Machine on;
  on.engine.put(container_document("job", "job", state("exited", 0)));
  on.engine.put(container_document(
      "app", "app", labels({{"com.docker.compose.depends_on", "job:service_completed_successfully:false"}})));
  auto args = by_name();
  args.services = {"job"};
  CHECK(on.run(args)->values["healthy"] == true);
}

TEST_CASE("a restart that no event told of was not seen", "[health_wait]") {
  Machine on;
  on.engine.put(container_document("app", "app"));
  on.engine.put(container_document("web", "web", health("starting")));
  on.engine.happens(7, "app", "", {{"RestartCount", 3}, {"State", {{"StartedAt", "2025-10-31T02:35:11Z"}}}});
  const auto result = on.run(by_name());
  CHECK(result->values["waited"] == 10.0);
  CHECK_THAT(result->msg, ContainsSubstring("container app is in a restart loop"));
}

TEST_CASE("an event that was lost shortly before the deadline was not made up for", "[health_wait]") {
  Machine on;
  on.engine.put(container_document("app", "app", health("starting")));
  on.engine.happens(6, "app", "", health("healthy"));
  auto args = by_name();
  args.health_timeout = 7;
  const auto result = on.run(args);
  CHECK(result->values["healthy"] == true);
  CHECK(result->values["waited"] == 7.0);
}
