#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "release/containers.hpp"

namespace slipway {
namespace {

using nlohmann::json;

const std::chrono::system_clock::time_point now{std::chrono::seconds(1761878104)};

json container() {
  return {{"Id", "0123456789ab"},
          {"Names", {"/shop-app-1"}},
          {"Image", "shop/app:v1"},
          {"Command", "docker-entrypoint --password hunter2"},
          {"Created", 1761877984},
          {"State", "running"},
          {"Status", "Up 2 minutes (healthy)"},
          {"Labels", {{"com.docker.compose.project", "shop"}, {"com.docker.compose.service", "app"}}},
          {"Ports",
           {{{"IP", "127.0.0.1"}, {"PrivatePort", 80}, {"PublicPort", 8080}, {"Type", "tcp"}},
            {{"PrivatePort", 9000}, {"Type", "tcp"}}}},
          {"Mounts",
           {{{"Type", "volume"}, {"Name", "data"}, {"Driver", "local"}},
            {{"Type", "bind"}, {"Source", "/srv/www"}}}},
          {"NetworkSettings", {{"Networks", {{"front", json::object()}, {"back", json::object()}}}}}};
}

json shown(const json& one) {
  return json::parse(compose_ps_json(json::array({one}), now)).at(0);
}

TEST_CASE("a container has the keys and values that docker compose ps shows", "[compose_ps_json]") {
  const json entry = shown(container());
  CHECK(entry["Name"] == "shop-app-1");
  CHECK(entry["Project"] == "shop");
  CHECK(entry["Service"] == "app");
  CHECK(entry["State"] == "running");
  CHECK(entry["Health"] == "healthy");
  CHECK(entry["ExitCode"] == 0);
  CHECK(entry["CreatedAt"] == "2025-10-31 02:33:04 +0000 UTC");
  CHECK(entry["RunningFor"] == "2 minutes ago");
  CHECK(entry["Ports"] == "127.0.0.1:8080->80/tcp, 9000/tcp");
  CHECK(entry["Publishers"].size() == 2);
  CHECK(entry["Publishers"][0] ==
        json{{"URL", "127.0.0.1"}, {"TargetPort", 80}, {"PublishedPort", 8080}, {"Protocol", "tcp"}});
  CHECK(entry["Mounts"] == "data,/srv/www");
  CHECK(entry["LocalVolumes"] == "1");
  CHECK(entry["Networks"] == "back,front");
  CHECK(entry["Labels"] == "com.docker.compose.project=shop,com.docker.compose.service=app");
}

TEST_CASE("a secret on a command line is cut off, as ps cuts it", "[compose_ps_json]") {
  CHECK(shown(container())["Command"] == "\"docker-entrypoint -…\"");
  json short_one = container();
  short_one["Command"] = "nginx";
  CHECK(shown(short_one)["Command"] == "\"nginx\"");
}

TEST_CASE("a status line gives health and exit code", "[compose_ps_json]") {
  const auto with = [](const char* status) {
    json one = container();
    one["Status"] = status;
    const json entry = shown(one);
    return entry["Health"].get<std::string>() + " " + std::to_string(entry["ExitCode"].get<int>());
  };
  CHECK(with("Up 5 seconds (health: starting)") == "starting 0");
  CHECK(with("Up 5 seconds (unhealthy)") == "unhealthy 0");
  CHECK(with("Up 5 seconds") == " 0");
  CHECK(with("Exited (137) 2 hours ago") == " 137");
}

TEST_CASE("no container is an empty list, and one without details does no harm", "[compose_ps_json]") {
  CHECK(compose_ps_json(json::array(), now) == "[]\n");
  CHECK(shown(json::object())["Name"] == "");
  CHECK(shown(json::object())["Publishers"].is_null());  // as Compose writes it
}

TEST_CASE("a time of creation that the clock cannot hold reads as none", "[compose_ps_json]") {
  for (const json& created : {json(9223372036854775807), json(-9223372036854775807), json(-1)}) {
    json one = container();
    one["Created"] = created;
    CHECK(shown(one)["CreatedAt"] == "1970-01-01 00:00:00 +0000 UTC");
  }
}

}  // namespace
}  // namespace slipway
