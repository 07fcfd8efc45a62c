#include "unit/support/unmarked.hpp"
#include "unit/support/vault_samples.hpp"
#include "unit/vault_env_render/machine.hpp"

using namespace slipway;
using namespace slipway::test;

namespace {

/// A server with vaults, whose env file takes REDIS_PASSWORD from one.
struct VaultMachine : EnvMachine {
  VaultMachine() {
    files.put("/vault/main.yml", vault_of_two, 0600);
    files.put("/vault/later.yml", "vault_a: later\n", 0600);
    files.put("/vault/password", " pw \n", 0600);
  }
};

Json from_vault(const Json& more = Json::object()) {
  Json options = {{"secrets", Json::object()},
                  {"vault_file", {"/vault/main.yml"}},
                  {"vault_password", "pw"},
                  {"vault_map", {{"REDIS_PASSWORD", "vault_a"}}}};
  options.update(more);
  return options;
}

std::string redis_password(EnvMachine& machine, const Json& options) {
  const auto plan = machine.plan(arguments(options));
  if (!plan) return "error: " + slipway::without_marks(plan.error().message);
  const auto at = plan->rendered.text.find("REDIS_PASSWORD=") + 15;
  return plan->rendered.text.substr(at, plan->rendered.text.find('\n', at) - at);
}

}  // namespace

TEST_CASE("a secret comes from the vault, and the second run changes nothing", "[vault]") {
  VaultMachine machine;
  const auto args = arguments(from_vault());
  const auto first = machine.run(args);
  REQUIRE(first);
  CHECK(machine.files.content("/stack/.env") == "# head\nAPP_ENV=production\nREDIS_PASSWORD=one\n");
  CHECK(first->secret_keys == std::vector<std::string>{"REDIS_PASSWORD"});
  CHECK(first->diff.at(0).after == "# head\nAPP_ENV=production\nREDIS_PASSWORD=********\n");
  const auto report = env::report(*first);
  for (const std::string secret : {"one", "pw"})
    CHECK(std::count(report.secrets.begin(), report.secrets.end(), secret) > 0);
  const auto writes = machine.files.changes.size();
  CHECK_FALSE(machine.run(args)->changed);
  CHECK(machine.files.changes.size() == writes);
}

TEST_CASE("of several vault files the later wins", "[vault]") {
  VaultMachine machine;
  CHECK(redis_password(machine, from_vault({{"vault_file", {"/vault/main.yml", "/vault/later.yml"}}})) ==
        "later");
  CHECK(redis_password(machine, from_vault({{"vault_file", {"/vault/later.yml", "/vault/main.yml"}}})) ==
        "one");
}

TEST_CASE("secrets beat the vault, which beats values", "[vault]") {
  VaultMachine machine;
  CHECK(redis_password(machine, from_vault({{"values", {{"REDIS_PASSWORD", "plain"}}}})) == "one");
  CHECK(redis_password(machine, from_vault({{"secrets", {{"REDIS_PASSWORD", "given"}}}})) == "given");
  CHECK(redis_password(machine, from_vault({{"secrets", {{"REDIS_PASSWORD", nullptr}}}})) == "one");
}

TEST_CASE("the vault is not asked for what is given", "[vault]") {
  VaultMachine machine;
  CHECK(redis_password(machine, from_vault({{"secrets", {{"REDIS_PASSWORD", "given"}}},
                                            {"vault_file", {"/absent"}},
                                            {"vault_password", nullptr}})) == "given");
}

TEST_CASE("the password comes from a file or a script", "[vault]") {
  VaultMachine machine;
  const Json options = from_vault({{"vault_password", nullptr}, {"vault_password_file", "/vault/password"}});
  CHECK(redis_password(machine, options) == "one");
  CHECK(machine.processes.commands.empty());

  machine.files.put("/vault/password", "#!/bin/sh\n", 0610);  // a run bit, whoever's, makes it a script
  machine.processes.answer = [](const Command&) {
    return CommandOutcome{0, "pw\r\n", "a word to the user\n"};
  };
  CHECK(redis_password(machine, options) == "one");
  REQUIRE(machine.processes.commands.size() == 1);
  CHECK(machine.processes.commands[0].argv == std::vector<std::string>{"/vault/password"});
}

TEST_CASE("a password that cannot be had is an error that names where it was looked for", "[vault]") {
  VaultMachine machine;
  const auto with = [&](const Json& more) { return redis_password(machine, from_vault(more)); };
  const std::string vault = "error: the vault file '/vault/main.yml': ";
  CHECK(
      with({{"vault_password", nullptr}}) ==
      vault +
          "it is encrypted, and nothing is given that opens it; give vault_password or vault_password_file");
  CHECK(with({{"vault_password", "\n"}}) ==
        vault + "vault_password is empty; give the password that the vault was encrypted with");
  const auto with_file = [&](const std::string& path) {
    return with({{"vault_password", nullptr}, {"vault_password_file", path}});
  };
  CHECK(with_file("/vault/none").find(vault + "vault_password_file: ") == 0);
  machine.files.put("/vault/empty", " \n");
  CHECK(with_file("/vault/empty") ==
        vault + "vault_password_file: '/vault/empty' is empty; write the vault's password into it");
  CHECK(
      with_file("/vault/main.yml") ==
      vault +
          "vault_password_file: '/vault/main.yml' is a vault itself; name a file with the password as plain "
          "text");
  machine.files.put("/vault/script", "#!/bin/sh\n", 0700);
  machine.processes.answer = [](const Command&) { return CommandOutcome{3, "hunter2", "hunter2"}; };
  CHECK(with_file("/vault/script") ==
        vault +
            "vault_password_file: the script '/vault/script' ended with code 3; run it by hand to see why");
  machine.processes.answer = [](const Command&) { return CommandOutcome{0, "\n", ""}; };
  CHECK(with_file("/vault/script") ==
        vault +
            "vault_password_file: the script '/vault/script' printed no password; run it by hand to see why");
  machine.processes.answer = [](const Command&) {
    return fail("cannot start '/vault/script': Exec format error", 8);
  };
  CHECK(with_file("/vault/script") == vault +
                                          "vault_password_file: cannot start '/vault/script': Exec format "
                                          "error; if it is no script, take its run bit away (chmod a-x)");
}

TEST_CASE("an empty vault file has no variables, and ends nothing", "[vault]") {
  VaultMachine machine;
  machine.files.put("/vault/later.yml", "");
  CHECK(redis_password(machine, from_vault({{"vault_file", {"/vault/later.yml"}}}))
            .find("are in no vault_file: vault_a") != std::string::npos);
}

TEST_CASE("a vault that does not give what it should is a clear error", "[vault]") {
  VaultMachine machine;
  const auto with = [&](const Json& more) { return redis_password(machine, from_vault(more)); };
  CHECK(with({{"vault_password", "wrong"}}).find("the vault does not open") != std::string::npos);
  CHECK(with({{"vault_file", {"/vault/none"}}}).find("error: vault_file: ") == 0);
  CHECK(
      with({{"vault_map", {{"REDIS_PASSWORD", "vault_x"}, {"APP_ENV", "vault_y"}}}}) ==
      "error: these variables of vault_map are in no vault_file: vault_x (for REDIS_PASSWORD), vault_y (for "
      "APP_ENV); add them there with ansible-vault edit, or correct vault_map");
  CHECK(with({{"vault_map", Json::object()}}).find("vault_file is given, and no vault_map") !=
        std::string::npos);
  CHECK(with({{"vault_file", Json::array()}}) ==
        "error: vault_map is given, and no vault_file to take the variables out of; name one");
  CHECK(with({{"vault_map", {{"REDIS_PASSWORD", ""}}}}) ==
        "error: vault_map: REDIS_PASSWORD names no variable; write the name of one behind it");
  CHECK(with({{"vault_map", {{"REDIS_PASSWORD", {"vault_a"}}}}}) ==
        "error: vault_map: the value of 'REDIS_PASSWORD' is a list or a dict; give a plain value");
  machine.files.put("/vault/later.yml", "vault_a: [hunter2]\n");
  CHECK(
      with({{"vault_file", {"/vault/later.yml"}}}) ==
      "error: the vault file '/vault/later.yml': line 1: vault_a is a list or a dict, and an env file holds "
      "single texts; map a variable that is one");
  machine.files.put("/vault/later.yml", "vault_a: \"a\\0b\"\n");
  CHECK(with({{"vault_file", {"/vault/later.yml"}}}).find("the value of REDIS_PASSWORD: it has a NUL byte") !=
        std::string::npos);
}
