#include "compose/image_options.hpp"

#include <catch2/catch_test_macros.hpp>

#include "util/foreign.hpp"

using namespace slipway;

namespace {

std::string refusal(const std::vector<ImageOption>& images) {
  const auto changes = image_changes(images);
  return changes ? "none" : without_marks(changes.error().message);
}

ImageOption entry(const std::string& image,
                  const std::optional<std::vector<std::string>>& services = std::nullopt) {
  return {image, "v2", std::nullopt, services};
}

}  // namespace

TEST_CASE("the entries of images become changes", "[image_options]") {
  const auto changes = image_changes({entry("a", {{"x"}}), entry("a", {{"y"}}), entry("b")}).value();
  REQUIRE(changes.size() == 3);
  CHECK(changes[0].suffix == ":v2");
  CHECK(changes[1].services == std::vector<std::string>{"y"});
}

TEST_CASE("two entries for one image of one service are refused", "[image_options]") {
  CHECK(refusal({entry("a"), entry("b"), entry("docker.io/library/a")}) ==
        "images: the entries 1 and 3 both name the image 'docker.io/library/a'; make them one, or give each "
        "its own "
        "`services`");
  CHECK(refusal({entry("a"), entry("a", {{"x"}})})
            .find("1 and 2 both name the image 'a' for the service 'x'") != std::string::npos);
  CHECK(refusal({entry("a", {{"x", "y"}}), entry("a", {{"z", "y"}})}).find("for the service 'y'") !=
        std::string::npos);
}

TEST_CASE("an entry that is wrong is named by its number", "[image_options]") {
  CHECK(refusal({}) == "images: the list is empty; name at least one image");
  CHECK(refusal({entry("a"), entry("B")}).find("images, entry 2: image: 'B' is no repository") == 0);
  CHECK(refusal({{"a", std::nullopt, std::nullopt, std::nullopt}}) ==
        "images, entry 1: neither `tag` nor `digest` is given; give one, or both");
  CHECK(refusal({entry("a", std::vector<std::string>{})})
            .find("images, entry 1: services: the list is empty") == 0);
}

TEST_CASE("an image gets the first change that is for its repository and its service", "[compose]") {
  const auto changes =
      image_changes({{"nginx", "2", {}, std::vector<std::string>{"web"}}, {"acme/app", "3", {}, {}}});
  REQUIRE(changes);
  const ImageChoice choice(*changes);
  CHECK(choice.choose(split_image("docker.io/library/nginx:1"), "web") == 0U);
  CHECK_FALSE(choice.choose(split_image("nginx:1"), "other"));
  CHECK(choice.choose(split_image("acme/app:${TAG:-1}"), "any") == 1U);
  CHECK_FALSE(choice.choose(split_image("acme/other:1"), "any"));
  CHECK(optional_image_changes({})->empty());
}
