#include "unit/vault_env_render/machine.hpp"

using namespace slipway;
using namespace slipway::test;

namespace {

Json with_file(const Json& more = Json::object()) {
  Json options = {{"secret_files", {{"REDIS_PASSWORD", "secrets/redis_password"}}}};
  options.update(more);
  return options;
}

const std::string secret_path = "/stack/secrets/redis_password";

}  // namespace

TEST_CASE("a secret goes into its file, and the file's path into the env file", "[secret_files]") {
  EnvMachine machine;
  const auto args = arguments(with_file({{"owner", "deploy"}}));
  const auto plan = machine.plan(args);
  REQUIRE(plan);
  CHECK(plan->changed);
  CHECK(machine.files.changes.empty());
  CHECK(plan->keys == std::vector<std::string>{"APP_ENV", "REDIS_PASSWORD_FILE"});
  CHECK(plan->secret_keys.empty());
  REQUIRE(plan->diff.size() == 2);
  CHECK(plan->diff[1].before_header == secret_path);
  CHECK(plan->diff[1].before.empty());
  CHECK(plan->diff[1].after == "(a secret, not shown)\n");
  CHECK(env::report(*plan).values["secret_files"] == Json::array({secret_path}));

  REQUIRE(machine.run(args));
  CHECK(machine.files.content("/stack/.env") ==
        "# head\nAPP_ENV=production\nREDIS_PASSWORD_FILE=secrets/redis_password\n");
  CHECK(machine.files.content(secret_path) == "p$w");  // as it is given: no quotes, no line end
  CHECK(machine.files.mode(secret_path) == 0400);
  CHECK(machine.files.mode("/stack/secrets") == 0700);
  CHECK(machine.files.nodes.at(secret_path).status.uid == 1000);
  CHECK(machine.files.nodes.at("/stack/secrets").status.uid == 1000);

  const auto writes = machine.files.changes.size();
  CHECK_FALSE(machine.run(args)->changed);
  CHECK(machine.files.changes.size() == writes);
}

TEST_CASE("a secret that changes shows that it does, and the env file stays", "[secret_files]") {
  EnvMachine machine;
  REQUIRE(machine.run(arguments(with_file())));
  const auto changed =
      machine.run(arguments(with_file({{"secrets", {{"REDIS_PASSWORD", "other"}}}, {"backup", true}})));
  REQUIRE(changed);
  CHECK(changed->changed);
  CHECK_FALSE(changed->backup_file);
  REQUIRE(changed->diff.size() == 1);
  CHECK(changed->diff[0].before == "(a secret, not shown)\n");
  CHECK(changed->diff[0].after == "(another secret, not shown)\n");
  CHECK(machine.files.content(secret_path) == "other");
}

TEST_CASE("mode and owner of a secret file are corrected", "[secret_files]") {
  EnvMachine machine;
  REQUIRE(machine.run(arguments(with_file())));
  machine.files.nodes.at(secret_path).status.mode = 0644;
  const auto changed = machine.run(arguments(with_file()));
  REQUIRE(changed->diff.size() == 1);
  CHECK(changed->diff[0].after == "mode: 0400\nuid: 0\ngid: 0\n");
  CHECK(machine.files.mode(secret_path) == 0400);
}

TEST_CASE("a folder that is there keeps its mode", "[secret_files]") {
  EnvMachine machine;
  machine.files.put_folder("/stack/secrets", 0755);
  REQUIRE(machine.run(arguments(with_file({{"secret_files", {{"REDIS_PASSWORD", "secrets/a/b/redis"}}}}))));
  CHECK(machine.files.mode("/stack/secrets") == 0755);
  CHECK(machine.files.mode("/stack/secrets/a") == 0700);
  CHECK(machine.files.mode("/stack/secrets/a/b") == 0700);
}

TEST_CASE("a KEY_FILE that is supplied keeps its value", "[secret_files]") {
  EnvMachine machine;
  const auto plan =
      machine.plan(arguments(with_file({{"values", {{"REDIS_PASSWORD_FILE", "/run/secrets/redis"}}}})));
  REQUIRE(plan);
  CHECK(plan->rendered.text == "# head\nAPP_ENV=production\nREDIS_PASSWORD_FILE=/run/secrets/redis\n");
}

TEST_CASE("a template that has both keys loses the default of the first", "[secret_files]") {
  EnvMachine machine;
  machine.files.put("/stack/.env.example", "export REDIS_PASSWORD=changeme # one\nREDIS_PASSWORD_FILE=\n");
  const auto plan = machine.plan(arguments(with_file()));
  REQUIRE(plan);
  CHECK(plan->rendered.text ==
        "export REDIS_PASSWORD=\"\" # one\nREDIS_PASSWORD_FILE=secrets/redis_password\n");
}

TEST_CASE("without a template the path stands where the value would", "[secret_files]") {
  EnvMachine machine;
  const auto plan = machine.plan(
      arguments(with_file({{"template", nullptr}, {"secrets", {{"REDIS_PASSWORD", "x"}, {"Z", "y"}}}})));
  REQUIRE(plan);
  CHECK(plan->rendered.text == "REDIS_PASSWORD_FILE=secrets/redis_password\nZ=y\n");
}

TEST_CASE("a file carries what an env file cannot", "[secret_files]") {
  EnvMachine machine;
  const std::string binary("a\0b\n", 4);
  REQUIRE(machine.run(arguments(with_file({{"secrets", {{"REDIS_PASSWORD", binary}}}}))));
  CHECK(machine.files.content(secret_path) == binary);
}

TEST_CASE("an old value of the env file is not shown when it moves into a file", "[secret_files]") {
  EnvMachine machine;
  machine.files.put("/stack/.env", "# head\nAPP_ENV=production\nREDIS_PASSWORD=hunter1\n", 0600);
  const auto plan = machine.plan(arguments(with_file()));
  CHECK(plan->diff.at(0).before == "# head\nAPP_ENV=production\nREDIS_PASSWORD=********\n");
}

TEST_CASE("secret files that cannot be are refused by key", "[secret_files]") {
  EnvMachine machine;
  const auto with = [&](const Json& secret_files, const Json& more = Json::object()) {
    Json options = with_file(more);
    options["secret_files"] = secret_files;
    return error_of(machine, options);
  };
  CHECK(with({{"OTHER", "secrets/x"}}) ==
        "secret_files: OTHER is not supplied; give it in secrets or vault_map, or leave it out here");
  for (const std::string path : {"", "secrets/", "/"})
    CHECK(with({{"REDIS_PASSWORD", path}}) ==
          "secret_files: the path for REDIS_PASSWORD names no file; write one, like secrets/redis_password");
  CHECK(with({{"REDIS_PASSWORD", "~/x"}}).find("begins with ~") != std::string::npos);
  CHECK(with({{"REDIS_PASSWORD", "secrets/../.env"}}) ==
        "secret_files: the path for REDIS_PASSWORD is that of another file here; give it one of its own");
  CHECK(with({{"REDIS_PASSWORD", "a"}, {"B", "./a"}}, {{"secrets", {{"REDIS_PASSWORD", "x"}, {"B", "y"}}}})
            .find("the path for B is that of another file") != std::string::npos);
  CHECK(with({{"REDIS_PASSWORD", ".env.example/x"}}) ==
        "cannot write '/stack/.env.example/x': '/stack/.env.example' is a file, not a folder");
  machine.files.put_folder("/stack/folder");
  CHECK(with({{"REDIS_PASSWORD", "folder"}}).find("cannot write '/stack/folder': it is a folder") == 0);
  CHECK(with({{"REDIS_PASSWORD", {"x"}}}).find("is a list or a dict") != std::string::npos);
  machine.files.put("/stack/.env.example", "REDIS_PASSWORD_FILE=\nA='\n");
  CHECK(with({{"REDIS_PASSWORD", "a"}}).find("cannot render the template") == 0);
}

TEST_CASE("a failure leaves no folder that it made, and nothing of the secret", "[secret_files]") {
  EnvMachine machine;
  machine.files.fault = [](const std::string& operation, const Path& path) {
    return operation == "create" && path.string().find("env.slipway") != std::string::npos ? ENOSPC : 0;
  };
  const auto before = machine.files.nodes.size();
  REQUIRE_FALSE(machine.run(
      arguments(with_file({{"secret_files", {{"REDIS_PASSWORD", "a/b/c"}}}, {"owner", "deploy"}}))));
  CHECK(machine.files.nodes.size() == before);
}
