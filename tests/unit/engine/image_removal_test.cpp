#include "engine/image_removal.hpp"

#include <catch2/catch_test_macros.hpp>

#include "unit/support/fake_engine.hpp"
#include "unit/support/unmarked.hpp"

using namespace slipway;

namespace {

struct Host {
  test::FixedClock clock;
  test::FakeEngine engine{clock};

  Host() {
    engine.put(test::container_document("a", "app", {{"Image", "sha256:1"}}));
    engine.put(
        test::container_document("b", "db", {{"Image", "sha256:2"}, {"State", {{"Status", "exited"}}}}));
    for (const char* id : {"sha256:1", "sha256:2", "sha256:3"}) engine.images[id] = {{"Id", id}};
  }
};

TEST_CASE("an image is in use by whatever container was made from it, stopped ones included", "[engine]") {
  Host host;
  CHECK(images_in_use(host.engine).value() == std::set<std::string>{"sha256:1", "sha256:2"});
}

TEST_CASE("a list of containers that does not tell their images is none to go by", "[engine]") {
  for (const char* odd : {"{}", R"([{"Id": "a"}])", "not JSON"}) {
    Host host;
    host.engine.refusals["GET /containers/json"] = {200, odd};
    CHECK(test::message_of(images_in_use(host.engine)).find("cannot read the containers of the engine") == 0);
  }
}

TEST_CASE("an image is removed by its id and never by force", "[engine]") {
  Host host;
  CHECK(remove_image(host.engine, "sha256:3").value());
  CHECK(host.engine.requests.back() == "DELETE /images/sha256%3A3?force=false");
  CHECK_FALSE(remove_image(host.engine, "sha256:3").value());
  CHECK(test::message_of(remove_image(host.engine, "sha256:1")).find("a container uses it") !=
        std::string::npos);
  CHECK(host.engine.images.count("sha256:1") == 1);
}

}  // namespace
