#include "swarm/changes.hpp"

#include <catch2/catch_test_macros.hpp>

#include "changes/service_change_text.hpp"
#include "unit/support/unmarked.hpp"

using namespace slipway;

namespace {

/// A service app, as the files have it and as it was deployed from them.
struct Stack {
  SwarmFile file;
  std::vector<SwarmService> there;
  std::set<std::string> unpinned;
  SwarmRules rules;

  Stack() {
    file.services["app"] = {"app:v1@sha256:aa",
                            {{"MODE", "fast"}},
                            2,
                            {{"image", "1"}, {"command", "2"}, {"environment", "3"}},
                            {}};
    SwarmService app;
    app.name = "app";
    app.image = "app:v1@sha256:aa";
    app.environment = {{"MODE", "fast"}};
    app.replicas = 2;
    app.labels = {{specification_label, "command=2,environment=3,image=1"}};
    there = {app};
  }

  std::vector<std::string> texts() const {
    std::vector<std::string> said;
    for (const auto& change : swarm_changes(file, there, unpinned, rules))
      said.push_back(without_marks(change_text(change)));
    return said;
  }
};

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("a service that was deployed as the files say stays", "[swarm]") {
  Stack on;
  CHECK(on.texts() == Texts{"app: stays"});
}

TEST_CASE("another image, other variables and other keys are named", "[swarm]") {
  Stack on;
  on.there[0].image = "app:v0@sha256:bb";
  on.there[0].environment = {{"MODE", "slow"}, {"OLD", "1"}};
  on.there[0].labels = {{specification_label, "command=9,environment=8,image=7,user=1"}};
  CHECK(on.texts() == Texts{"app: gets a new specification (image app:v0@sha256:bb -> app:v1@sha256:aa; "
                            "environment MODE, OLD; configuration command, user)"});
}

TEST_CASE("another digest of the same tag is another image", "[swarm]") {
  Stack on;
  on.there[0].image = "app:v1@sha256:bb";
  CHECK(on.texts() == Texts{"app: gets a new specification (image app:v1@sha256:bb -> app:v1@sha256:aa)"});
}

TEST_CASE("before the pull the tag alone can be compared", "[swarm]") {
  Stack on;
  on.file.services["app"].image = "app:v1";
  on.unpinned = {"app:v1"};
  CHECK(on.texts() == Texts{"app: stays, unless the pull brings another image"});
}

TEST_CASE("a service that was scaled by hand gets its replicas back", "[swarm]") {
  Stack on;
  on.there[0].replicas = 5;
  CHECK(on.texts() == Texts{"app: gets a new specification (scale 5 -> 2)"});
}

TEST_CASE("a service that somebody else deployed gets the files' specification", "[swarm]") {
  Stack on;
  on.there[0].labels.clear();
  CHECK(on.texts() == Texts{"app: gets a new specification (it was started with another configuration)"});
}

TEST_CASE("a service that no file has is removed only when orphans are", "[swarm]") {
  Stack on;
  on.file.services.clear();
  CHECK(on.texts().empty());
  on.rules.remove_orphans = true;
  CHECK(on.texts() == Texts{"app: removed (no compose file has it)"});
}

TEST_CASE("with force_recreate a service that stays gets new tasks", "[swarm]") {
  Stack on;
  on.rules.force_recreate = true;
  CHECK(on.texts() == Texts{"app: recreated (as every service, by force_recreate)"});
  const auto changes = swarm_changes(on.file, on.there, {}, on.rules);
  CHECK(needs_force(changes[0]));
  on.there[0].image = "app:v0";
  CHECK_FALSE(needs_force(swarm_changes(on.file, on.there, {}, on.rules)[0]));
}

TEST_CASE("a service that is not there is created", "[swarm]") {
  Stack on;
  on.there.clear();
  CHECK(on.texts() == Texts{"app: created"});
}
