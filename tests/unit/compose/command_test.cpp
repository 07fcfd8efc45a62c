#include "compose/command.hpp"

#include <catch2/catch_test_macros.hpp>

namespace slipway {
namespace {

using Words = std::vector<std::string>;

TEST_CASE("docker compose gets its folder, its files in order, its name and the arguments",
          "[compose_command]") {
  const ComposeProject project{"/srv/app", {"base.yml", "/etc/over.yml"}, "shop", {}};
  const Command command = compose_command(project, {}, {"config", "--quiet"});
  CHECK(command.argv == Words{"docker", "compose", "--project-directory", "/srv/app", "-f", "base.yml", "-f",
                              "/etc/over.yml", "-p", "shop", "config", "--quiet"});
  CHECK(command.folder == Path("/srv/app"));
}

TEST_CASE("without a name Compose finds it itself", "[compose_command]") {
  const Command command = compose_command({"/srv/app", {}, std::nullopt, {}}, {}, {"ps"});
  CHECK(command.argv == Words{"docker", "compose", "--project-directory", "/srv/app", "ps"});
}

TEST_CASE("of the environment only what Docker needs is kept", "[compose_command]") {
  const Environment own{{"PATH", "/bin"},          {"HOME", "/root"},       {"DOCKER_HOST", "unix:///d.sock"},
                        {"https_proxy", "p:1"},    {"NO_PROXY", "*"},       {"REDIS_PASSWORD", "x"},
                        {"COMPOSE_FILE", "o.yml"}, {"COMPOSE_PROFILES", ""}};
  CHECK(compose_environment(own, {}) == Environment{{"PATH", "/bin"},
                                                    {"HOME", "/root"},
                                                    {"DOCKER_HOST", "unix:///d.sock"},
                                                    {"https_proxy", "p:1"},
                                                    {"NO_PROXY", "*"}});
}

TEST_CASE("what is given on purpose beats what was there", "[compose_command]") {
  CHECK(compose_environment({{"PATH", "/bin"}}, {{"PATH", "/opt"}, {"TAG", "v1"}}) ==
        Environment{{"PATH", "/opt"}, {"TAG", "v1"}});
}

TEST_CASE("the default project name is the folder's, as Compose writes it", "[compose_command]") {
  CHECK(default_project_name("/srv/My App.v2") == "myappv2");
  CHECK(default_project_name("/srv/_-shop_a-b/") == "shop_a-b");
  CHECK(default_project_name("/srv/shop/../other/.") == "other");
  CHECK(default_project_name("/").empty());
}

}  // namespace
}  // namespace slipway
