#include "stack_check/words.hpp"
#include "unit/stack_check/machine.hpp"

using namespace slipway;
using namespace slipway::stack_check_test;

namespace {

Json image(const std::string& tag) {
  return {{"images", {{{"image", "r.example/app"}, {"tag", tag}}}}};
}

Json of_role(Json options) {
  options["words"] = "role";
  return options;
}

}  // namespace

TEST_CASE("a server on which all is well", "[stack_check]") {
  Machine on;
  const auto result = on.look({{"min_free_mb", 512}});
  CHECK(result.msg == all_is_well);
  CHECK_FALSE(result.failed);
  CHECK(result.warnings.empty());
  CHECK(result.values ==
        Json{{"problems", Json::array()},
             {"advice", Json::array()},
             {"engine", {{"version", "26.1.5"}, {"api", "1.45"}, {"root", "/var/lib/docker"}}},
             {"compose", "2.26.1-4"},
             {"files", {"compose.yml"}},
             {"images", Json::array()},
             {"fleet", nullptr},
             {"compose_file", ""},
             {"free_mb", 4096}});
}

TEST_CASE("a tag as people get it wrong is said in the role's words", "[stack_check]") {
  Machine on;
  CHECK(on.message(of_role(image(""))) ==
        "image_tag is empty; give the tag of the image that is to be deployed");
  CHECK(on.message(of_role(image("v1 v2"))) ==
        "image_tag is 'v1 v2', with a blank in it; look at what the pipeline hands over");
  CHECK(on.message(of_role(image("v1\n"))) ==
        "image_tag is 'v1', with a line break in it; look at what the pipeline hands over; tr -d '\\r\\n' "
        "takes it out");
  CHECK(on.message(of_role(image("sha256:" + std::string(64, 'a')))) ==
        "image_tag is 'sha256:" + std::string(64, 'a') +
            "', which is a digest and no tag; give the tag, or the digest as image_digest");
  CHECK(on.message(of_role(image("-v1"))).starts_with("image_tag: '-v1' is no image tag: "));
  CHECK(on.message(of_role({{"images", {{{"image", "r.example/app:v1"}, {"tag", "v2"}}}}}))
            .starts_with("app_image: 'r.example/app:v1' carries"));
  CHECK(on.message(of_role({{"images", {{{"image", "r.example/app"}}}}}))
            .starts_with("neither `image_tag` nor `image_digest` is given; give one, or both"));
  CHECK(on.message(of_role(image("v1"))) == all_is_well);
}

TEST_CASE("of several images the entry is named, and each that is wrong", "[stack_check]") {
  Machine on;
  const Json two{{"images", {{{"image", "a/b"}, {"tag", ""}}, {{"image", "a/c"}, {"tag", "x y"}}}}};
  CHECK(on.message(two) ==
        "2 things keep the deploy from working: (1) images, entry 1: tag is empty; give the tag of the image "
        "that is to be deployed; (2) images, entry 2: tag is 'x y', with a blank in it; look at what the "
        "pipeline hands over");
  CHECK(on.message(of_role(two)).find("application_images, entry 2: tag is") != std::string::npos);
  const Json same{
      {"images", {{{"image", "nginx"}, {"tag", "1"}}, {{"image", "docker.io/library/nginx"}, {"tag", "2"}}}}};
  CHECK(on.message(same).find("both name the image") != std::string::npos);
}

TEST_CASE("a number below zero is said with its name, and all of them at once", "[stack_check]") {
  Machine on;
  const auto result = on.look({{"limits",
                                {{"application_keep_failed", -1},
                                 {"application_up_timeout", "-5"},
                                 {"fine", 0},
                                 {"too", "7"},
                                 {"word", "many"}}}});
  CHECK(result.msg ==
        "3 things keep the deploy from working: (1) application_keep_failed is -1; give 0 or more; "
        "(2) application_up_timeout is -5; give 0 or more; (3) word is many, which is no whole number; give "
        "0 or more");
  CHECK(result.values["problems"][0] ==
        Json{{"problem", "application_keep_failed is -1"}, {"remedy", "give 0 or more"}});
}

TEST_CASE("health times that cannot be", "[stack_check]") {
  Machine on;
  CHECK(on.message(of_role({{"health_timeout", 604801}})) ==
        "application_health_timeout is 604801 s; give 0 to 604800");
  CHECK(on.message(of_role({{"health_timeout", 60}, {"stable_for", 60}})) ==
        "application_health_stable_for is 60 s, which cannot pass within application_health_timeout, 60 s; "
        "raise "
        "application_health_timeout, or lower application_health_stable_for");
  CHECK(on.message({{"health_timeout", -1}}) == "health_timeout is -1 s; give 0 to 604800");
  CHECK(on.message({{"stable_for", -1}}) == "stable_for is -1; give 0 or more");
  CHECK(on.message({{"min_free_mb", -1}}).starts_with("min_free_mb is -1; "));
  CHECK(on.message({{"health_timeout", 604800}, {"stable_for", 5}}) == all_is_well);
  CHECK(on.message({{"health_timeout", 0}}) == all_is_well);
}

TEST_CASE("pages that cannot be asked for are all named", "[stack_check]") {
  Machine on;
  const std::string said = on.message(of_role(
      {{"http",
        {{{"url", "https://a/"}}, {{"url", "http://a/"}, {"status", 99}}, {{"url", "http://ok/"}}}}}));
  CHECK(said.starts_with("2 things keep"));
  CHECK(said.find("(1) application_health_http: ") != std::string::npos);
  CHECK(said.find("(2) application_health_http: the status of 'http://a/' is 99") != std::string::npos);
}

TEST_CASE("a rollback needs no image and no secret", "[stack_check]") {
  Machine on;
  Json options = image("");
  options.update({{"mode", "rollback"}, {"required_env", {"APP_KEY"}}, {"values", {{"A", {1}}}}});
  CHECK(on.message(options) == "nothing would keep the rollback from working");
  CHECK(on.message({{"mode", "rollback"}, {"limits", {{"n", -1}}}}) == "n is -1; give 0 or more");
}

TEST_CASE("what the files that are there lack is no obstacle to a rollback", "[stack_check]") {
  Machine on;
  on.refusal = "services.app additional properties 'imge' not allowed";
  const auto result = on.look({{"mode", "rollback"}});
  CHECK_FALSE(result.failed);
  CHECK(result.values["advice"] == Json{"the files that are there now: docker compose config refuses the "
                                        "files in '/srv/shop': services.app additional "
                                        "properties 'imge' not allowed; mend the file that it names"});
}

TEST_CASE("a variable for Compose that is no plain value", "[stack_check]") {
  Machine on;
  CHECK(on.message(of_role({{"environment", {{"A", {1, 2}}}}}))
            .starts_with("application_compose_environment: the value of 'A' is a list"));
}

TEST_CASE("shared sentences in the role's words: what is quoted, and words of English, stay",
          "[stack_check]") {
  const stack_check::Words role("role");
  CHECK(role.sentence("vault_map is given, and no vault_file; see the template, values and files") ==
        "application_vault_map is given, and no application_vault_files; see the template, values and files");
  CHECK(role.sentence("no vault_maps, my_vault_map") == "no vault_maps, my_vault_map");
  CHECK(role.sentence("quoted: " + foreign("vault_map") + " stays") ==
        "quoted: " + foreign("vault_map") + " stays");
  CHECK(role.image_sentence("tag: 'x' is no image tag: it has letters") ==
        "image_tag: 'x' is no image tag: it has letters");
  CHECK(role.image_sentence("neither `tag` nor `digest` is given; give one, or both") ==
        "neither `image_tag` nor `image_digest` is given; give one, or both");
  const stack_check::Words module("module");
  CHECK(module.sentence("vault_map is given") == "vault_map is given");
  CHECK(module.name("http") == "http");
}

TEST_CASE("an account that is for no registry is told beforehand", "[stack_check]") {
  Machine on;
  const Json account{{"username", "deploy"}, {"password", "hunter22"}};
  Json options = of_role({{"registries", {account}}});
  options["registries"][0]["image"] = "";
  CHECK(on.message(options) ==
        "docker_registry_url and docker_registry_username: nobody says which registry the account of "
        "'deploy' is for; give its url");
  options["registries"][0]["image"] = "r.example/app";
  CHECK(on.message(options) == all_is_well);
}

TEST_CASE("a guard that stack_backup would refuse is told beforehand", "[stack_check]") {
  Machine on;
  CHECK(on.message(of_role({{"guard", 5}})).starts_with("application_guard: give 0 for none, or 10 to "));
  CHECK(on.message({{"guard", -1}}).ends_with(" seconds, not -1; correct it"));
  for (const int seconds : {0, 10, 60}) CHECK(on.message(of_role({{"guard", seconds}})) == all_is_well);
  on.files.put("/proc/self/cgroup", "0::/user.slice/user-1000.slice/session-3.scope\n");
  on.session = "KillUserProcesses=yes\n";
  CHECK(on.message(of_role({{"guard", 0}})) == all_is_well);
  CHECK(on.message(of_role({{"guard", 60}})) ==
        "application_guard: systemd would end it with the connection (KillUserProcesses=yes in "
        "logind.conf); add the user of id 1000 to KillExcludeUsers there and restart systemd-logind, or "
        "deploy without a guard (0)");
}
