#include "compose/images.hpp"

#include <catch2/catch_test_macros.hpp>

#include "unit/support/unmarked.hpp"

using namespace slipway;

namespace {

// "a:1=app,web! b:2=db": each image, the services that get it, and "!" when something else uses it as well.
std::string images(const std::string& text) {
  const auto found = compose_images(parse_compose(text).value()).value();
  std::string list;
  for (const auto& scalar : found.scalars) {
    list += (list.empty() ? "" : " ") + scalar.image + "=";
    for (const auto& service : scalar.services)
      list += (service == scalar.services.front() ? "" : ",") + service;
    if (scalar.also_used_by) list += "!" + *scalar.also_used_by;
  }
  return list;
}

std::string refusal(const std::string& text) {
  const auto found = compose_images(parse_compose(text).value());
  return found ? "none" : slipway::without_marks(found.error().message);
}

}  // namespace

TEST_CASE("an image that is shared with a key was rewritten, and renamed the key", "[compose_images]") {
  CHECK(images("services: {&n nginx: {image: *n}}") == "nginx=nginx!a key");
  CHECK(images("x-n: &n nginx\nservices: {*n : {image: *n}}") == "nginx=nginx!a key");
  CHECK(images("services: {a: {&i image: nginx:1}, b: {image: *i}}") == "image=b!a key nginx:1=a");
  CHECK(images("x-a: {&n nginx: 1}\nservices: {a: {image: *n}}") == "nginx=a!a key");
}

TEST_CASE("each service gets its image from one scalar", "[compose_images]") {
  CHECK(images("services: {app: {image: a:1}, db: {image: b:2}, tool: {build: .}}") == "a:1=app b:2=db");
  CHECK(images("services: {app: {image: &i a:1}, web: {image: *i}}") == "a:1=app,web");
  CHECK(images("x-i: &i a:1\nservices: {app: {image: *i}}") == "a:1=app");
  CHECK(images("x-c: &c {image: a:1}\nservices: {app: *c, web: {<<: *c}}") == "a:1=app,web");
  CHECK(images("x-c: &c {image: a:1}\nservices: {app: {<<: *c, image: b:2}}") == "b:2=app");
  CHECK(images("services: {app: {image: ~}, web: {image: }, db: {image: [a]}}").empty());
  CHECK(images("services: {app: {image: !!binary YTox}, web: {image: !mine a:1}}") == "a:1=web");
  CHECK(images("services:\n  app:\n    image: |\n      a:1\n") == "a:1=app");
  CHECK(images("networks: {image: a}").empty());
}

TEST_CASE("a use that is no image is named", "[compose_images]") {
  CHECK(images("services: {app: {image: &i a:1, command: [run, *i]}}") == "a:1=app!services.app.command");
  CHECK(images("services: {app: {image: &i a:1, labels: {*i : x}}}") == "a:1=app!services.app.labels");
  CHECK(images("services: {app: {image: &i a:1}}\nconfigs: {c: {content: *i}}") == "a:1=app!configs");
  CHECK(images("x-c: &c {image: a:1}\nservices: {app: {<<: *c}}\nvolumes: {v: *c}") == "a:1=app!volumes");
}

TEST_CASE("extensions are no use of their own", "[compose_images]") {
  CHECK(images("x-a: &i a:1\nx-b: [*i]\nservices: {app: {image: *i, x-note: *i}}") == "a:1=app");
}

TEST_CASE("of several documents a later one overrides an earlier", "[compose_images]") {
  const std::string first = "services: {app: {image: a:1}, web: {image: b:1}}\n---\n";
  CHECK(images(first + "services: {app: {image: a:2}}") == "b:1=web a:2=app");
  CHECK(images(first + "services: {app: {init: true}}") == "a:1=app b:1=web");
  CHECK(images(first + "services: {app: {image: ~}}") == "a:1=app b:1=web");
  CHECK(images(first + "services: {app: {image: !reset a:2}}") == "b:1=web");
  CHECK(images(first + "services: {app: !reset {image: a:2}}") == "b:1=web");
  CHECK(images(first + "services: {app: !override {build: .}}") == "b:1=web");
  CHECK(images(first + "services: !override {app: {image: a:2}}") == "a:2=app");
  CHECK(images(first + "services: !reset {app: {image: a:2}}").empty());
}

TEST_CASE("an image that is reset lets a merged one through", "[compose_images]") {
  const std::string common = "x-c: &c {image: a:1}\n";
  CHECK(images(common + "services: {app: {<<: *c, image: !reset null}}") == "a:1=app");
  CHECK(images(common + "services: {app: *c}\n---\nx-r: &r {image: !reset null}\nservices: {app: {<<: *r}}")
            .empty());
  CHECK(images("x-r: &r {image: !reset null}\nservices: {app: {<<: *r, image: a:1}}") == "a:1=app");
}

TEST_CASE("what is no compose file is refused", "[compose_images]") {
  CHECK(refusal("").find("it is empty") == 0);
  CHECK(refusal("# comment").find("it is empty") == 0);
  CHECK(refusal("services: {}\n---\n").find("it is empty") == 0);
  CHECK(refusal("- a").find("line 1: its top level is no mapping") == 0);
  CHECK(refusal("text").find("line 1: its top level is no mapping") == 0);
  CHECK(refusal("a: b\nservices: []").find("line 2: `services` is no mapping") == 0);
  CHECK(refusal("services:").find("line 1: `services` is no mapping") == 0);
}
