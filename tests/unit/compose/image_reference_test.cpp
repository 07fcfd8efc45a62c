#include "compose/image_reference.hpp"

#include <catch2/catch_test_macros.hpp>
#include <vector>

#include "unit/support/unmarked.hpp"

using namespace slipway;

namespace {

const std::string hex64(64, 'a');

std::string normalised(const std::string& text) {
  const auto repository = parse_repository(text);
  return repository ? repository->domain + " " + repository->path : "none";
}

}  // namespace

TEST_CASE("repositories are normalised as Docker does", "[image_reference]") {
  const std::vector<std::pair<std::string, std::string>> table = {
      {"nginx", "docker.io library/nginx"},
      {"library/nginx", "docker.io library/nginx"},
      {"docker.io/nginx", "docker.io library/nginx"},
      {"index.docker.io/nginx", "docker.io library/nginx"},
      {"docker.io/library/nginx", "docker.io library/nginx"},
      {"me/nginx", "docker.io me/nginx"},
      {"localhost/nginx", "localhost nginx"},
      {"localhost:5000/nginx", "localhost:5000 nginx"},
      {"127.0.0.1:5000/framework", "127.0.0.1:5000 framework"},
      {"[::1]:5000/framework", "[::1]:5000 framework"},
      {"Registry/framework", "Registry framework"},
      {"registry.example.com/a/b__c/d-e.f", "registry.example.com a/b__c/d-e.f"},
  };
  for (const auto& [text, expected] : table) {
    CAPTURE(text);
    CHECK(normalised(text) == expected);
  }
}

TEST_CASE("what is no repository", "[image_reference]") {
  for (const std::string text :
       {"", "/", "/nginx", "nginx/", "a//b", "Nginx", "me/Nginx", "nginx:1", "nginx@sha256:aa", "ng inx",
        "nginx\n", "-nginx", "nginx-", "a..b", "a.-b", "${X}", "nginx$X", "-a.b/nginx", "a.b:x/nginx"}) {
    CAPTURE(text);
    CHECK(normalised(text) == "none");
  }
  CHECK(normalised(hex64) == "none");
  CHECK(normalised(std::string(256, 'a')) == "none");
  CHECK(normalised(std::string(100'000, '-')) == "none");
}

TEST_CASE("an image is cut where its tag or digest begins", "[image_reference]") {
  struct Row {
    std::string image, repository, suffix;
  };
  const std::vector<Row> table = {
      {"nginx", "nginx", ""},
      {"nginx:1.25", "nginx", ":1.25"},
      {"127.0.0.1:5000/f", "127.0.0.1:5000/f", ""},
      {"127.0.0.1:5000/f:v1", "127.0.0.1:5000/f", ":v1"},
      {"f:v1@sha256:aa", "f", ":v1@sha256:aa"},
      {"f@sha256:aa", "f", "@sha256:aa"},
      {"r:5000/f:${TAG:-a/b:c@d}", "r:5000/f", ":${TAG:-a/b:c@d}"},
      {"f:${A:-${B:-x/y}}-slim", "f", ":${A:-${B:-x/y}}-slim"},
      {"${R:-r:5000}/f:v1", "${R:-r:5000}/f", ":v1"},
      {"$R/f:$TAG", "$R/f", ":$TAG"},
      {"f$$:v1", "f$$", ":v1"},
      {"f:${TAG", "f", ":${TAG"},
      {"f:$", "f", ":$"},
      {"", "", ""},
  };
  for (const auto& [image, repository, suffix] : table) {
    CAPTURE(image);
    CHECK(split_image(image).repository == repository);
    CHECK(split_image(image).suffix == suffix);
  }
}

TEST_CASE("which suffixes a reference can have", "[image_reference]") {
  for (const std::string& suffix :
       {std::string(), std::string(":v1"), ":v1@sha256:" + hex64, "@sha256:" + hex64,
        std::string(":${TAG:?set it}"), ":" + std::string(128, 'v')}) {
    CAPTURE(suffix);
    CHECK(is_image_suffix(suffix));
  }
  for (const std::string& suffix :
       {std::string(":"), std::string(":v 1"), std::string(":v1\n"), std::string("@"),
        "@sha256:" + hex64 + "b", ":" + std::string(129, 'v'), "@md5:" + hex64}) {
    CAPTURE(suffix);
    CHECK_FALSE(is_image_suffix(suffix));
  }
}

TEST_CASE("the suffix to set comes from tag and digest", "[image_reference]") {
  const std::string digest = "sha256:" + hex64;
  CHECK(image_suffix("v1", std::nullopt) == ":v1");
  CHECK(image_suffix(std::nullopt, digest) == "@" + digest);
  CHECK(image_suffix("v1", digest) == ":v1@" + digest);
  CHECK_FALSE(image_suffix(std::nullopt, std::nullopt));
  for (const std::string tag : {"", " v1", "v1\n", ".v1", "-v1", "a/b", "a:b", "${TAG}", "\xC3\xA4"}) {
    CAPTURE(tag);
    CHECK_FALSE(image_suffix(tag, std::nullopt));
  }
  for (const std::string& wrong :
       {std::string("sha256:"), hex64, "sha256:" + std::string(64, 'A'), digest + "a"}) {
    CAPTURE(wrong);
    CHECK_FALSE(image_suffix(std::nullopt, wrong));
  }
}

TEST_CASE("an image option with a tag says what to write instead", "[image_reference]") {
  const auto refused = repository_option("registry:5000");
  REQUIRE_FALSE(refused);
  CHECK(slipway::test::message_of(refused).find("give the repository alone, 'registry'") !=
        std::string::npos);
  CHECK(repository_option("registry:5000/framework")->domain == "registry:5000");
}
