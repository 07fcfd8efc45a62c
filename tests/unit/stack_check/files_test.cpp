#include "unit/stack_check/machine.hpp"

using namespace slipway;
using namespace slipway::stack_check_test;

TEST_CASE("no compose file in the folder, and none named", "[stack_check]") {
  Machine on;
  on.files.nodes.erase("/srv/shop/compose.yml");
  CHECK(on.message({{"files", nullptr}, {"words", "role"}}) ==
        "there is no compose file in '/srv/shop', and application_compose_files names none; place one there, "
        "such as "
        "compose.yaml, or name those that there are");
}

TEST_CASE("without files those are taken that Compose would take", "[stack_check]") {
  Machine on;
  on.files.put("/srv/shop/docker-compose.yml", "services: {}\n");
  on.files.put("/srv/shop/compose.override.yml", "services: {a: {environment: {A_TOKEN: abcdef}}}\n");
  CHECK(on.advice({{"files", nullptr}}).dump().find("compose.override.yml, line 1: A_TOKEN stands there") !=
        std::string::npos);
}

TEST_CASE("without files those of COMPOSE_FILE, the source document's two, or Compose's own are taken",
          "[stack_check]") {
  Machine on;
  const auto found = [&](Json options = Json::object()) {
    options["files"] = nullptr;
    return on.look(options).values["files"];
  };
  CHECK(found() == Json{"compose.yml"});
  on.files.put("/srv/shop/docker-compose.base.yml", "services: {}\n");
  CHECK(found() == Json{"compose.yml"});
  on.files.put("/srv/shop/docker-compose.production.yml", "services: {}\n");
  CHECK(found() == Json{"docker-compose.base.yml", "docker-compose.production.yml"});
  on.files.put("/srv/shop/.env", "COMPOSE_FILE=compose.yml:docker-compose.base.yml\n", 0600);
  CHECK(found() == Json{"compose.yml", "docker-compose.base.yml"});
  CHECK(found({{"values", {{"COMPOSE_FILE", "compose.yml"}}}}) == Json{"compose.yml"});
  CHECK(found({{"environment",
                {{"COMPOSE_FILE", "docker-compose.base.yml,compose.yml"},
                 {"COMPOSE_PATH_SEPARATOR", ","}}}}) == Json{"docker-compose.base.yml", "compose.yml"});
  CHECK(on.look({{"files", {"compose.yml"}}}).values["files"] == Json{"compose.yml"});
}

TEST_CASE("a COMPOSE_FILE that nobody needs would hide an override file that comes later", "[stack_check]") {
  Machine on;
  const auto wanted = [&](const Json& files) { return on.look({{"files", files}}).values["compose_file"]; };
  CHECK(wanted({"compose.yml"}) == "");
  on.files.put("/srv/shop/compose.override.yml", "services: {}\n");
  CHECK(wanted(nullptr) == "");
  CHECK(wanted({"compose.yml"}) == "compose.yml");
  on.files.put("/srv/shop/.env", "COMPOSE_FILE=old.yml\n", 0600);
  CHECK(wanted({"compose.yml", "compose.override.yml"}) == "compose.yml:compose.override.yml");
}

TEST_CASE("before the files are there a warning says that they were not looked at", "[stack_check]") {
  Machine on;
  on.files.nodes.erase("/srv/shop/compose.yml");
  const auto result = on.look();
  CHECK_FALSE(result.failed);
  CHECK(result.warnings ==
        std::vector<std::string>{"not in '/srv/shop' yet: compose.yml; what is in them cannot be looked at "
                                 "before they are there"});
}

TEST_CASE("before a first deploy the files are looked at as they come", "[stack_check]") {
  Machine on;
  on.files.nodes.erase("/srv/shop/compose.yml");
  on.config["networks"] = {{"traefik", {{"name", "traefik-public"}, {"external", true}}}};
  on.config["services"]["web"]["networks"] = {{"traefik", nullptr}};
  on.config["services"]["web"]["volumes"] = {{{"type", "bind"}, {"source", "/srv/shop/conf/site.conf"}},
                                             {{"type", "bind"}, {"source", "/srv/shop/conf"}}};
  const Json given{{{"path", "compose.yml"}, {"content", "services: {}\n"}, {"mode", "0644"}},
                   {{"path", "conf/site.conf"}, {"content", ""}, {"mode", "0644"}}};
  CHECK(on.message({{"new_files", given}}) ==
        "the external network 'traefik-public' does not exist; docker network create traefik-public");
  on.engine_has_network("traefik-public");
  CHECK(on.message({{"new_files", given}}) == all_is_well);
  CHECK(on.message({{"new_files", given}, {"files", {"compse.yml"}}, {"words", "role"}}) ==
        "neither in '/srv/shop' nor among application_stack_files: compse.yml; correct "
        "application_compose_files, or give the file");
  CHECK(on.message({{"new_files", Json::array({Json{{"path", "../x"}, {"content", ""}, {"mode", "0644"}}})}})
            .find("(1) new_files: '../x': the path has '..'") != std::string::npos);
}

TEST_CASE("files that Compose refuses, in its words, with the names of the files and no secret",
          "[stack_check]") {
  Machine on;
  on.refusal = "validating @FILE@: services.app imge hunter22";
  CHECK(on.message() ==
        "docker compose config refuses the files in '/srv/shop': validating compose.yml: services.app imge "
        "********; mend the file that it names");
}

TEST_CASE("a variable that nobody sets is named with the lines where it stands", "[stack_check]") {
  Machine on;
  on.files.put("/srv/shop/compose.yml",
               "services:\n  app:\n    image: shop/app:${TAG}\n    command: echo $TAG ${OTHER:-1}\n");
  on.remarks =
      "time=\"2026-11-29T01:31:34Z\" level=warning msg=\"The \\\"TAG\\\" variable is not set. Defaulting to "
      "a blank string.\"\n"
      "time=\"2026-11-29T01:31:34Z\" level=warning msg=\"The \\\"FAR\\\" variable is not set. Defaulting to "
      "a blank string.\"\n";
  CHECK(on.message() ==
        "2 things keep the deploy from working: (1) nobody sets the variable FAR; give it in values, write a "
        "default "
        "(${FAR:-…}), or write $$ where a dollar sign is meant; (2) nobody sets the variable TAG, which "
        "stands without a "
        "default in compose.yml, line 3, compose.yml, line 4; give it in values, write a default "
        "(${TAG:-…}), or write $$ "
        "where a dollar sign is meant");
  CHECK(on.message({{"required_env", {"TAG", "FAR"}}}).find("nobody sets") == std::string::npos);
}

TEST_CASE("what is mounted and is not there", "[stack_check]") {
  Machine on;
  on.files.put("/srv/shop/there.conf", "");
  const auto bind = [](const std::string& source, const Json& settings) {
    return Json{{"type", "bind"}, {"source", source}, {"target", "/x"}, {"bind", settings}};
  };
  auto& web = on.config["services"]["web"];
  SECTION("in the short syntax it is advice") {
    web["volumes"] = {bind("/srv/shop/html", {{"create_host_path", true}}),
                      bind("/srv/shop/there.conf", {{"create_host_path", true}})};
    CHECK(on.advice() == Json{"service web: '/srv/shop/html', which it mounts, is not there; the engine "
                              "makes an empty folder of it, "
                              "which is wrong where a file is meant"});
  }
  SECTION("in the long syntax it is a problem") {
    web["volumes"] = Json::array({bind("/srv/shop/html", Json::object())});
    CHECK(on.message() ==
          "service web: '/srv/shop/html', which it mounts, is not there; make it, or correct the path");
    on.compose_version = "2.40.3-3";
    CHECK(on.advice().size() == 1);
  }
  SECTION("and must not be made") {
    on.compose_version = "5.0.2";
    web["volumes"] = Json::array({bind("/srv/shop/html", {{"create_host_path", false}})});
    CHECK(on.look().failed);
  }
  SECTION("a file of a secret, unless the release writes it") {
    web["secrets"] = Json::array({Json{{"source", "key"}, {"target", "/run/secrets/key"}}});
    on.config["secrets"] = {{"key", {{"file", "/srv/shop/secrets/key"}}}};
    CHECK(on.message() ==
          "service web: '/srv/shop/secrets/key', the file of the secret key, is not there; place it there, "
          "or write it with "
          "secret_files");
    CHECK(on.message({{"secrets", {{"APP_KEY", "k"}}},
                      {"secret_files", {{"APP_KEY", "/srv/shop/secrets/key"}}}}) == all_is_well);
  }
}

TEST_CASE("networks and volumes of others that do not exist", "[stack_check]") {
  Machine on;
  on.config["networks"] = {{"own", {{"name", "shop_own"}}},
                           {"out", {{"name", "traefik-public"}, {"external", true}}},
                           {"unused", {{"external", true}}}};
  on.config["volumes"] = {{"data", {{"name", "shop_data"}}},
                          {"kept", {{"name", "kept-data"}, {"external", true}}}};
  on.config["services"]["app"]["networks"] = {{"own", nullptr}, {"out", nullptr}};
  on.config["services"]["app"]["volumes"] = {{{"type", "volume"}, {"source", "data"}},
                                             {{"type", "volume"}, {"source", "kept"}}};
  CHECK(on.message() ==
        "2 things keep the deploy from working: (1) the external network 'traefik-public' does not exist; "
        "docker network "
        "create traefik-public; (2) the external volume 'kept-data' does not exist; docker volume create "
        "kept-data");
  on.engine_has_network("traefik-public");
  on.engine_has_volume("kept-data");
  CHECK(on.message() == all_is_well);
}

TEST_CASE("container names that somebody else has", "[stack_check]") {
  Machine on;
  on.config["services"]["app"]["container_name"] = "redis";
  on.config["services"]["web"]["scale"] = 2;
  on.add_container("redis", "other");
  on.add_container("shop-web-2", "");
  on.add_container("shop-web-1", "shop");
  CHECK(on.message() ==
        "2 things keep the deploy from working: (1) the container name 'redis' of service app is taken by "
        "'redis' of project "
        "'other'; see what it is (docker inspect redis), and remove it or rename one of the two; (2) the "
        "container name 'shop-web-2' of service web is taken by 'shop-web-2', which Compose did not make; "
        "see what it is (docker inspect shop-web-2), and remove it or rename one of the two");
}

TEST_CASE("host ports that somebody else has", "[stack_check]") {
  Machine on;
  const auto port = [](const std::string& published, const std::string& ip = "",
                       const std::string& protocol = "tcp") {
    return Json{{"target", 80}, {"published", published}, {"host_ip", ip}, {"protocol", protocol}};
  };
  on.config["services"]["web"]["ports"] = {
      port("8080"), port("9000", "127.0.0.1"), port("7000-7005"), port("53", "", "udp"), {{"target", 99}}};
  SECTION("a container") {
    on.add_container("proxy", "edge",
                     {{{"IP", "0.0.0.0"}, {"PublicPort", 8080}, {"PrivatePort", 80}, {"Type", "tcp"}},
                      {{"IP", "10.0.0.1"}, {"PublicPort", 9000}, {"Type", "tcp"}},
                      {{"IP", "::"}, {"PublicPort", 53}, {"Type", "tcp"}},
                      {{"PrivatePort", 9000}, {"Type", "tcp"}}});
    CHECK(on.message() ==
          "port 8080/tcp of service web is taken by container 'proxy' of project 'edge'; stop that "
          "container, or publish another "
          "port");
  }
  SECTION("a process of the host") {
    on.files.put("/proc/net/tcp",
                 "  sl  local_address rem_address   st\n"
                 "   0: 0100007F:2328 00000000:0000 0A 0\n   1: 0100007F:1F90 0100007F:9999 01 0\n");
    on.files.put("/proc/net/udp6",
                 "  sl  local_address rem_address   st\n   0: 00000000000000000000000000000000:0035 "
                 "00000000000000000000000000000000:0000 07 0\n");
    CHECK(on.message() ==
          "2 things keep the deploy from working: (1) port 127.0.0.1:9000/tcp of service web is taken by a "
          "process of this host; "
          "see which one it is (ss -lnp | grep ':9000 '), and stop it, or publish another port; (2) port "
          "53/udp of service web "
          "is taken by a process of this host; see which one it is (ss -lnp | grep ':53 '), and stop it, or "
          "publish another port");
  }
  SECTION("the stack itself, which is listened on for it") {
    on.add_container("shop-web-1", "shop", {{{"IP", "0.0.0.0"}, {"PublicPort", 8080}, {"Type", "tcp"}}});
    on.files.put("/proc/net/tcp", "h\n   0: 00000000:1F90 00000000:0000 0A 0\n");
    CHECK(on.message() == all_is_well);
  }
}

TEST_CASE("advice about secrets in the open", "[stack_check]") {
  Machine on;
  on.files.put(
      "/srv/shop/compose.yml",
      "services:\n  app:\n    environment:\n      APP_KEY: base64abc\n      REDIS_PASSWORD: "
      "${REDIS_PASSWORD}\n"
      "      ALLOW_EMPTY_PASSWORD: yes\n      DB_PASSWORD_FILE: abcdefg\n      TOKEN_PATH: /run/secrets/t\n"
      "  web:\n    environment: [API_TOKEN=abcdef, PLAIN=abcdef, SECRET]\n");
  on.files.put("/srv/shop/.env", "A=1\n", 0644);
  CHECK(on.advice({{"required_env", Json::array()}}) ==
        Json{"compose.yml, line 4: APP_KEY stands there in plain text; write ${APP_KEY} in its place, and "
             "give the value through the vault",
             "compose.yml, line 10: API_TOKEN stands there in plain text; write ${API_TOKEN} in its place, "
             "and give the value through the vault",
             "'/srv/shop/.env' may be read by every user of this host (mode 0644); chmod 600 it"});
}

TEST_CASE("advice about health checks that the engine runs late", "[stack_check]") {
  Machine on;
  const auto advice = [&](const Json& check) {
    on.config["services"]["app"]["healthcheck"] = check;
    const Json said = on.advice();
    return said.empty() ? "" : said[0].get<std::string>();
  };
  const std::string start = "service app: the engine probes it first after ";
  CHECK(advice({{"test", {"CMD", "x"}}}) ==
        start + "30 s; add start_period: 1m and start_interval: 1s, which engine 25 and newer know");
  CHECK(advice({{"interval", "1m30s"}}) ==
        start + "90 s; add start_period: 1m and start_interval: 1s, which engine 25 and newer know");
  CHECK(advice({{"interval", "5s"}}).empty());
  CHECK(advice({{"interval", "30s"}, {"start_period", "10s"}}).empty());  // after 5 s, the engine's default
  CHECK(advice({{"interval", "30s"}, {"start_period", "10s"}, {"start_interval", "1s"}}).empty());
  CHECK(advice({{"interval", "30s"}, {"start_period", "1m"}, {"start_interval", "20s"}}) ==
        start + "20 s; lower its start_interval, to 1s say");
  CHECK(advice({{"interval", "30s"}, {"start_interval", "1s"}}) ==
        start + "30 s; add start_period: 1m and start_interval: 1s, which engine 25 and newer know");
  CHECK(advice({{"disable", true}}).empty());
  on.engine.refusals["GET /version"] = {200, R"({"Version":"20.10.24","ApiVersion":"1.41"})"};
  CHECK(advice({{"interval", "30s"}, {"start_period", "10s"}}) ==
        start + "30 s; lower its interval, to 5s say");
  on.config["services"]["app"]["healthcheck"] = {{"interval", "5s"}, {"start_interval", "1s"}};
  CHECK(on.message() ==
        "service app has a start_interval, which engine 25 and newer know; this one is 20.10.24; remove it, "
        "and lower interval, to 5s say");
}
