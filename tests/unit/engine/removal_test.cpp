#include "engine/removal.hpp"

#include <catch2/catch_test_macros.hpp>
#include <functional>

#include "unit/support/fake_engine.hpp"
#include "unit/support/forwarding_engine.hpp"
#include "unit/support/unmarked.hpp"

using namespace slipway;
using test::container_document;

namespace {

struct Machine {
  test::FixedClock clock;
  test::FakeEngine engine{clock};

  void put(const std::string& name, const std::string& status, const nlohmann::json& labels) {
    engine.put(
        container_document(name, "app", {{"State", {{"Status", status}}}, {"Config", {{"Labels", labels}}}}));
  }

  std::vector<std::string> changes() const {
    std::vector<std::string> asked;
    for (const auto& request : engine.requests)
      if (!request.starts_with("GET")) asked.push_back(request);
    return asked;
  }
};

}  // namespace

TEST_CASE("only containers that carry the label are found", "[removal]") {
  Machine on;
  on.put("a", "running", {{"ours", "shop"}});
  on.put("b", "exited", {{"ours", "shop"}});
  on.put("c", "running", {{"ours", "other"}});
  const auto found = labelled_containers(on.engine, "ours", "shop");
  REQUIRE(found);
  REQUIRE(found->size() == 2);
  CHECK((*found)[0].name == "a");
  CHECK((*found)[1].status == "exited");
}

TEST_CASE("an engine that does not know the filter gives no stranger away", "[removal]") {
  Machine on;
  on.engine.refusals["GET /containers/json"] = {
      200, R"([{"Id":"x","Names":["/x"],"State":"running","Labels":{}},{"Id":"y","Names":["/y"]}])"};
  CHECK(labelled_containers(on.engine, "ours", "shop")->empty());
}

TEST_CASE("a running container is stopped in its own way first, and goes with its volumes", "[removal]") {
  Machine on;
  on.put("a", "running", {{"ours", "shop"}});
  REQUIRE(remove_container(on.engine, labelled_containers(on.engine, "ours", "shop")->front(),
                           std::chrono::seconds(7)));
  CHECK(on.changes() ==
        std::vector<std::string>{"POST /containers/a/stop?t=7", "DELETE /containers/a?force=1&v=1"});
  CHECK(on.engine.containers.empty());
}

TEST_CASE("one that never ran, or has ended, is not stopped", "[removal]") {
  for (const std::string status : {"created", "exited", "dead"}) {
    Machine on;
    on.put("a", status, {{"ours", "shop"}});
    REQUIRE(remove_container(on.engine, labelled_containers(on.engine, "ours", "shop")->front(),
                             std::chrono::seconds(7)));
    CHECK(on.changes() == std::vector<std::string>{"DELETE /containers/a?force=1&v=1"});
  }
}

TEST_CASE("one that has gone by itself is gone", "[removal]") {
  Machine on;
  ListedContainer gone;
  gone.id = gone.name = "a";
  gone.status = "running";
  CHECK(remove_container(on.engine, gone, std::chrono::seconds(7)));
}

TEST_CASE("one that the engine is removing is waited for", "[removal]") {
  Machine on;
  on.put("a", "exited", {{"ours", "shop"}});
  on.engine.refusals["DELETE /containers/a"] = {
      409, R"({"message":"removal of container a is already in progress"})"};
  on.engine.refusals["POST /containers/a/wait"] = {200, R"({"StatusCode":0})"};
  CHECK(remove_container(on.engine, labelled_containers(on.engine, "ours", "shop")->front(),
                         std::chrono::seconds(7)));
  CHECK(on.changes().back() == "POST /containers/a/wait?condition=removed");
}

TEST_CASE("one that cannot be removed is named with the engine's words", "[removal]") {
  Machine on;
  on.put("a", "exited", {{"ours", "shop"}});
  on.engine.refusals["DELETE /containers/a"] = {500, R"({"message":"device or resource busy"})"};
  const auto outcome = remove_container(on.engine, labelled_containers(on.engine, "ours", "shop")->front(),
                                        std::chrono::seconds(7));
  REQUIRE_FALSE(outcome);
  CHECK(test::message_of(outcome) ==
        "cannot remove container 'a': the engine refused with status 500: device or resource busy");
  CHECK(outcome.error().may_pass);
}

namespace {

/// One to which something happens while it is asked.
class PassingEngine final : public test::ForwardingEngine {
 public:
  using ForwardingEngine::ForwardingEngine;
  std::function<void()> meanwhile = [] {};

  Expected<EngineReply> request(const std::string& method, const std::string& target,
                                const std::string& body) override {
    meanwhile();
    return ForwardingEngine::request(method, target, body);
  }
};

/// Containers that are ended together, by the machine's own clock.
struct Ending : Machine {
  PassingEngine passing{engine};
  std::vector<Container> ended;

  void add(const std::string& name, const std::string& signal = "", const std::string& status = "running") {
    put(name, status, nlohmann::json::object());
    Container container;
    container.id = container.name = name;
    container.stop_signal = signal;
    ended.push_back(container);
  }

  Expected<void> end(std::chrono::nanoseconds patience = std::chrono::seconds(10)) {
    return end_and_remove(passing, ended, patience, clock);
  }

  /// This happens to container a, which heeds no signal, so many seconds later.
  void later(double after, std::function<void()> happens) {
    engine.deaf = {"a"};
    passing.meanwhile = [this, after, happens = std::move(happens)] {
      if (seconds() >= after && engine.containers.count("a") != 0) happens();
    };
  }

  double seconds() const { return std::chrono::duration<double>(clock.ticks.time_since_epoch()).count(); }
};

}  // namespace

TEST_CASE("containers are ended together, each by its own signal, and go with their volumes", "[removal]") {
  Ending on;
  on.add("a");
  on.add("b", "SIGQUIT");
  REQUIRE(on.end());
  CHECK(on.changes() == std::vector<std::string>{"POST /containers/a/kill?signal=SIGTERM",
                                                 "POST /containers/b/kill?signal=SIGQUIT",
                                                 "DELETE /containers/a?force=1&v=1",
                                                 "DELETE /containers/b?force=1&v=1"});
  CHECK(on.engine.containers.empty());
  CHECK(on.seconds() == 0);
}

TEST_CASE("one that takes its time is waited for, and no longer", "[removal]") {
  for (const char* ends : {"exited", "dead"}) {
    Ending on;
    on.add("a");
    on.later(3, [&] { on.engine.containers["a"]["State"]["Status"] = ends; });
    REQUIRE(on.end());
    CHECK(on.seconds() >= 3);
    CHECK(on.seconds() < 3.1);
    CHECK(on.engine.containers.empty());
  }
}

TEST_CASE("one that does not end is killed when the patience is over, and all have it at once", "[removal]") {
  Ending on;
  on.add("a");
  on.add("b");
  on.engine.deaf = {"a", "b"};
  REQUIRE(on.end());
  CHECK(on.seconds() == 10);
  CHECK(on.engine.containers.empty());
}

TEST_CASE("a patience of nothing kills at once", "[removal]") {
  Ending on;
  on.add("a");
  on.engine.deaf = {"a"};
  REQUIRE(on.end(std::chrono::nanoseconds(0)));
  CHECK(on.seconds() == 0);
  CHECK(on.engine.containers.empty());
}

TEST_CASE("one that is gone already, or does not run, is no error and not waited for", "[removal]") {
  Ending on;
  on.add("gone");
  on.engine.containers.clear();
  on.add("done", "", "exited");
  REQUIRE(on.end());
  CHECK(on.engine.containers.empty());
  CHECK(on.seconds() == 0);
}

TEST_CASE("one that goes by itself when it ends is waited for", "[removal]") {
  Ending on;
  on.add("a");
  on.later(1, [&] { on.engine.containers.erase("a"); });
  REQUIRE(on.end());
  CHECK(on.seconds() >= 1);
  CHECK(on.seconds() < 1.1);
}

TEST_CASE("one of several that cannot be removed is named", "[removal]") {
  Ending on;
  on.add("a");
  on.engine.refusals["DELETE /containers/a"] = {500, R"({"message":"device or resource busy"})"};
  CHECK(test::message_of(on.end()) ==
        "cannot remove container 'a': the engine refused with status 500: device or resource busy");
}
