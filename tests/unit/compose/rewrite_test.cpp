#include "compose/rewrite.hpp"

#include <catch2/catch_test_macros.hpp>

#include "unit/support/unmarked.hpp"

using namespace slipway;

namespace {

const ImageChange change{parse_repository("127.0.0.1:5000/f").value(), ":v2", std::nullopt};

ImageChange only(const std::vector<std::string>& services) {
  ImageChange chosen = change;
  chosen.services = services;
  return chosen;
}

std::string service(int number, const std::string& tag) {
  return "  s" + std::to_string(number) + ":\n    image: 127.0.0.1:5000/f:" + tag + "\n";
}

}  // namespace

TEST_CASE("a rewrite changes the image and nothing else, and is its own fixed point", "[compose_rewrite]") {
  const std::string text =
      "services:\n  app:\n    image: '127.0.0.1:5000/f:v1' # f:v1\n  db: {image: redis:7}\n";
  const auto once = rewrite_images(text, change).value();
  CHECK(once.text == "services:\n  app:\n    image: '127.0.0.1:5000/f:v2' # f:v1\n  db: {image: redis:7}\n");
  REQUIRE(once.replacements.size() == 1);
  CHECK(once.replacements.front().line == 3);
  CHECK(once.replacements.front().before == "127.0.0.1:5000/f:v1");
  CHECK(once.replacements.front().after == "127.0.0.1:5000/f:v2");
  CHECK(once.uses_image);
  CHECK(once.images.size() == 2);

  const auto twice = rewrite_images(once.text, change).value();
  CHECK(twice.text == once.text);
  CHECK(twice.replacements.empty());
  CHECK(twice.uses_image);
}

TEST_CASE("a shared scalar is refused only when it would have to change", "[compose_rewrite]") {
  const std::string text = "services: {app: {image: &i '127.0.0.1:5000/f:v1'}, web: {image: *i}}";
  const auto refused = rewrite_images(text, only({"app"}));
  REQUIRE_FALSE(refused);
  CHECK(slipway::test::message_of(refused).find("service 'web', which is not among `services`") !=
        std::string::npos);
  CHECK(rewrite_images(text, only({"app", "web"})));
  CHECK(rewrite_images(text, only({"other"}))->replacements.empty());
  CHECK(
      rewrite_images("services: {app: {image: &i '127.0.0.1:5000/f:v2'}, web: {image: *i}}", only({"app"})));
}

TEST_CASE("the line is the one that the image stands on", "[compose_rewrite]") {
  const auto rewritten =
      rewrite_images("services:\n  app:\n    image: >-\n\n      127.0.0.1:5000/f:v1\n", change);
  CHECK(rewritten->replacements.empty());  // a blank line first is part of the value
  const auto block =
      rewrite_images("services:\n  app:\n    image: !!str >-\n      127.0.0.1:5000/f:v1\n", change);
  CHECK(block->replacements.front().line == 4);
}

TEST_CASE("a broken tag is not ours to judge", "[compose_rewrite]") {
  const auto rewritten = rewrite_images("services: {app: {image: '127.0.0.1:5000/f:v 1'}}", change).value();
  CHECK(rewritten.replacements.empty());
  CHECK_FALSE(rewritten.uses_image);
  CHECK(rewritten.images.front().image == "127.0.0.1:5000/f:v 1");
}

TEST_CASE("each of many services is rewritten", "[compose_rewrite]") {
  std::string text = "services:\n";
  for (int i = 0; i < 1000; ++i) text += service(i, "v1");
  CHECK(rewrite_images(text, change)->replacements.size() == 1000);
}
