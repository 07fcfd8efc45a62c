#include "compose/pullable_reference.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace slipway;

TEST_CASE("a reference is asked for as Docker reads it", "[image_reference]") {
  const std::string digest = "sha256:" + std::string(64, 'a');
  const auto name = [](const std::string& image) {
    const auto reference = parse_pullable(image);
    return reference ? reference->name() : "(none)";
  };
  CHECK(name("nginx") == "docker.io/library/nginx:latest");
  CHECK(name("acme/app:1") == "docker.io/acme/app:1");
  CHECK(name("127.0.0.1:5000/framework") == "127.0.0.1:5000/framework:latest");
  CHECK(name("localhost/app:1") == "localhost/app:1");
  CHECK(name("nginx:1.25@" + digest) == "docker.io/library/nginx@" + digest);
  CHECK(name("r.example/a/b@" + digest) == "r.example/a/b@" + digest);
  for (const std::string& none : {digest, std::string(64, 'a'), std::string("nginx:${TAG}"),
                                  std::string("nginx: 1"), std::string(), std::string("NGINX")})
    CHECK(name(none) == "(none)");
}

TEST_CASE("an image of Docker Hub with a name of two parts belongs to docker.io", "[image_reference]") {
  CHECK(parse_pullable("acme/app:1")->repository.domain == "docker.io");
  CHECK(account_server("docker.io") == "https://index.docker.io/v1/");
  CHECK(account_server("acme.example:5000") == "acme.example:5000");
}

TEST_CASE("a registry's address is its host and port", "[image_reference]") {
  CHECK(registry_of_url("https://registry.example.com/v2/") == "registry.example.com");
  CHECK(registry_of_url("127.0.0.1:5000") == "127.0.0.1:5000");
  CHECK(registry_of_url("localhost") == "localhost");
  for (const auto* hub :
       {"docker.io", "index.docker.io", "https://index.docker.io/v1/", "registry-1.docker.io"})
    CHECK(registry_of_url(hub) == "docker.io");
  for (const auto* none : {"", "acme", "https://", "r.example:port", "user@r.example", "r.example?x"})
    CHECK_FALSE(registry_of_url(none));
}
