#include <catch2/catch_test_macros.hpp>

#include "unit/vault_env_render/machine.hpp"

using namespace slipway;
using namespace slipway::test;

TEST_CASE("the file is written once and then stays", "[vault_env_render]") {
  EnvMachine machine;
  const auto first = machine.run(arguments());
  REQUIRE(first);
  CHECK(first->changed);
  CHECK(machine.files.content("/stack/.env") == "# head\nAPP_ENV=production\nREDIS_PASSWORD=\"p$$w\"\n");
  CHECK(machine.files.mode("/stack/.env") == 0600);
  CHECK(first->keys == std::vector<std::string>{"APP_ENV", "REDIS_PASSWORD"});
  CHECK(first->secret_keys == std::vector<std::string>{"REDIS_PASSWORD"});

  const auto writes = machine.files.changes.size();
  const auto second = machine.run(arguments());
  REQUIRE(second);
  CHECK_FALSE(second->changed);
  CHECK(second->diff.empty());
  CHECK(machine.files.changes.size() == writes);
}

TEST_CASE("a plan alone writes nothing", "[vault_env_render]") {
  EnvMachine machine;
  const auto plan = machine.plan(arguments({{"backup", true}}));
  REQUIRE(plan);
  CHECK(plan->changed);
  CHECK(machine.files.changes.empty());
}

TEST_CASE("mode and owner alone are a change, without a backup", "[vault_env_render]") {
  EnvMachine machine;
  REQUIRE(machine.run(arguments()));
  const auto changed =
      machine.run(arguments({{"mode", "u=rw,g=r,o="}, {"owner", "deploy"}, {"backup", true}}));
  REQUIRE(changed);
  CHECK(changed->changed);
  CHECK_FALSE(changed->backup_file);
  REQUIRE(changed->diff.size() == 1);
  CHECK(changed->diff[0].before == "mode: 0600\nuid: 0\ngid: 0\n");
  CHECK(changed->diff[0].after == "mode: 0640\nuid: 1000\ngid: 0\n");
  CHECK(machine.files.mode("/stack/.env") == 0640);
  CHECK(machine.files.nodes.at("/stack/.env").status.uid == 1000);
  CHECK_FALSE(machine.run(arguments({{"mode", 416}, {"owner", "deploy"}}))->changed);
  CHECK_FALSE(machine.run(arguments({{"mode", "g+r"}}))->changed);
}

TEST_CASE("a backup keeps the content that is replaced", "[vault_env_render]") {
  EnvMachine machine;
  REQUIRE_FALSE(machine.run(arguments({{"backup", true}}))->backup_file);  // there was nothing to keep
  const auto outcome = machine.run(arguments({{"backup", true}, {"values", {{"APP_ENV", "staging"}}}}));
  REQUIRE(outcome);
  REQUIRE(outcome->backup_file);
  CHECK(machine.files.content(*outcome->backup_file)->find("production") != std::string::npos);
  CHECK(machine.files.mode(*outcome->backup_file) == 0600);
  CHECK(env::report(*outcome).values["backup_file"] == outcome->backup_file->string());
}

TEST_CASE("a symbolic link in the way stays", "[vault_env_render]") {
  EnvMachine machine;
  machine.files.put("/shared/env", "OLD=1\n", 0640);
  machine.files.put_link("/stack/.env", "/shared/env");
  REQUIRE(machine.run(arguments()));
  CHECK(machine.files.nodes.at("/stack/.env").status.kind == FileKind::symlink);
  CHECK(machine.files.content("/shared/env")->find("p$$w") != std::string::npos);
}

TEST_CASE("values become texts as an env file needs them", "[vault_env_render]") {
  EnvMachine machine;
  const Json values = {
      {"YES", true},     {"NO", false}, {"INT", -5}, {"FLOAT", 0.5}, {"BIG", 18446744073709551615ULL},
      {"NONE", nullptr}, {"EMPTY", ""}};
  const auto plan = machine.plan(arguments({{"template", nullptr}, {"values", values}}));
  REQUIRE(plan);
  CHECK(plan->rendered.text ==
        "YES=true\nNO=false\nINT=-5\nFLOAT=0.5\nBIG=18446744073709551615\nEMPTY=\nREDIS_PASSWORD=\"p$$w\"\n");
}

TEST_CASE("null in one option and a value in the other is no conflict", "[vault_env_render]") {
  EnvMachine machine;
  CHECK(machine.plan(arguments({{"values", {{"REDIS_PASSWORD", nullptr}}}})));
}

TEST_CASE("what cannot be written is refused by name and never by value", "[vault_env_render]") {
  EnvMachine machine;
  CHECK(error_of(machine, {{"values", {{"APP_ENV", Json::array({"hunter2"})}}}}) ==
        "APP_ENV is a list; an env file holds single texts: join it, or use the to_json filter");
  CHECK(error_of(machine, {{"secrets", {{"REDIS_PASSWORD", {{"a", "hunter2"}}}}}}) ==
        "REDIS_PASSWORD is a dict; an env file holds single texts: join it, or use the to_json filter");
  CHECK(error_of(machine, {{"values", {{"REDIS_PASSWORD", "x"}}}}) ==
        "given in both values and secrets: REDIS_PASSWORD; leave each out of one of the two");
  CHECK(error_of(machine, {{"required", {"APP_KEY", "REDIS_PASSWORD", "APP_ENV"}}}) ==
        "these required keys are missing or empty: APP_KEY, APP_ENV; give them in secrets, vault_map or "
        "values");
  CHECK(
      error_of(machine, {{"required", {"REDIS_PASSWORD"}}, {"secrets", {{"REDIS_PASSWORD", ""}}}}) ==
      "these required keys are missing or empty: REDIS_PASSWORD; give them in secrets, vault_map or values");
  CHECK(error_of(machine, {{"values", {{"NEW", "1"}}}}) ==
        "cannot render the template '/stack/.env.example': it does not declare NEW; add a line `NEW=` to it, "
        "or set "
        "undeclared to append or ignore");
}

TEST_CASE("a place that cannot take the file is refused clearly", "[vault_env_render]") {
  EnvMachine machine;
  machine.files.put_folder("/stack/conf");
  machine.files.put_link("/stack/broken", "/nowhere/env");
  CHECK(error_of(machine, {{"dest", "/stack/conf"}}) ==
        "cannot write '/stack/conf': it is a folder; name the file in it, like '/stack/conf/.env'");
  CHECK(error_of(machine, {{"dest", "/absent/.env"}}) ==
        "cannot write '/absent/.env': its folder '/absent' does not exist; make it first");
  CHECK(
      error_of(machine, {{"dest", "/stack/broken"}}) ==
      "cannot write '/stack/broken': it is a symbolic link that leads nowhere; make its target or remove it");
  CHECK(error_of(machine, {{"owner", "nobody-here"}}) == "there is no user 'nobody-here'");
}

TEST_CASE("a number is a mode only when somebody can mean it", "[vault_env_render]") {
  EnvMachine machine;
  // 0600, 0400, 0440, 0640, 0644, 0660, 0664, 0444, 0666 without quotes; YAML has read them as octal
  for (const int mode : {384, 256, 288, 416, 420, 432, 436, 292, 438}) {
    INFO(mode);
    CHECK(machine.plan(arguments({{"mode", mode}})));
  }
  // 400 is 0620, 440 is 0670, 444 is 0674, 64 is 0100, 32 is 0040, 128 is 0200
  for (const int mode : {400, 440, 444, 600, 640, 644, 660, 64, 32, 128, 0, -1, 511, 493}) {
    INFO(mode);
    CHECK(error_of(machine, {{"mode", mode}}).find("came as a number") != std::string::npos);
  }
}

TEST_CASE("a name in required that is none is said to be so", "[vault_env_render]") {
  EnvMachine machine;
  CHECK(error_of(machine, {{"required", {""}}}) ==
        "required holds an empty name; give keys of the env file, like [APP_KEY], or leave it out");
}

TEST_CASE("a mode that nobody means is refused", "[vault_env_render]") {
  EnvMachine machine;
  CHECK(error_of(machine, {{"mode", 600}}) ==
        "mode: 600 came as a number, and not as the one that was meant; write it in quotes, like '0600'");
  CHECK(error_of(machine, {{"mode", true}}) ==
        "mode: it is neither a text nor a number; write it like '0600' or 'u=rw,g=r,o='");
  CHECK(error_of(machine, {{"mode", "rw"}}) ==
        "mode: 'rw' is no file mode; write it like '0600' or 'u=rw,g=r,o='");
}

TEST_CASE("a template that is missing or a folder is refused clearly", "[vault_env_render]") {
  EnvMachine machine;
  CHECK(error_of(machine, {{"template", "/stack/none"}}).rfind("the template: ", 0) == 0);
  CHECK(error_of(machine, {{"template", "/stack"}}).rfind("the template: ", 0) == 0);
}
