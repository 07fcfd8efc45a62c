#include "unit/stack_check/machine.hpp"

using namespace slipway;
using namespace slipway::stack_check_test;

TEST_CASE("required keys that nobody gives are named, each with where it comes from", "[stack_check]") {
  Machine on;
  const Json keys{{"required_env", {"REDIS_PASSWORD", "APP_KEY", "MAIL_KEY"}},
                  {"existing", "drop"},
                  {"secrets", {{"REDIS_PASSWORD", ""}}}};
  CHECK(on.message(keys) ==
        "3 things keep the deploy from working: (1) REDIS_PASSWORD is required, and is empty; give it in "
        "secrets, vault_map or "
        "values; (2) APP_KEY is required, and nobody gives it; give it in secrets, vault_map or values; (3) "
        "MAIL_KEY is "
        "required, and nobody gives it; give it in secrets, vault_map or values");
  Json in_role = keys;
  in_role["words"] = "role";
  const std::string said = on.message(in_role);
  CHECK(said.find("put vault_redis_password into the vault file and name that with -e @FILE, or give "
                  "redis_password") != std::string::npos);
  CHECK(said.find("APP_KEY is required, and nobody gives it; put vault_app_key into the vault file") !=
        std::string::npos);
  CHECK(said.find("MAIL_KEY is required, and nobody gives it; give it in application_env") !=
        std::string::npos);
  CHECK(on.message({{"required_env", {"A"}},
                    {"required", {"A", "B"}},
                    {"secrets", {{"A", "x"}}},
                    {"values", {{"B", 1}}}}) == all_is_well);
}

TEST_CASE("a required key that stays from before has been given", "[stack_check]") {
  Machine on;  // its .env has APP_KEY
  CHECK(on.message({{"required_env", {"APP_KEY"}}}) == all_is_well);
  CHECK(on.message({{"required_env", {"APP_KEY"}}, {"template_content", "APP_KEY=base64\n"}})
            .starts_with("APP_KEY is required, and nobody gives it"));
  on.files.put("/srv/shop/.env", "APP_KEY=\n", 0600);
  CHECK(on.message({{"required_env", {"APP_KEY"}}}).starts_with("APP_KEY is required, and is empty"));
}

TEST_CASE("REDIS_PASSWORD and APP_KEY are required where they are used", "[stack_check]") {
  Machine on;
  on.files.nodes.erase("/srv/shop/.env");
  const std::string missing = "APP_KEY is required, and nobody gives it";
  CHECK(on.message() == all_is_well);
  CHECK(on.message({{"template_content", "APP_KEY=default\n"}}).starts_with(missing));
  CHECK(on.message({{"template_content", "#APP_KEY=\nX=1\n"}}) == all_is_well);
  for (const char* environment : {"{A: '${APP_KEY}'}", "[APP_KEY]", "{APP_KEY: }", "[\"A=x${APP_KEY:-}\"]"}) {
    on.files.put("/srv/shop/compose.yml",
                 "services:\n  app:\n    environment: " + std::string(environment) + "\n");
    INFO(environment);
    CHECK(on.message().starts_with(missing));
    CHECK(on.message({{"secrets", {{"APP_KEY", "x"}}}}) == all_is_well);
    CHECK(on.message({{"required_env", Json::array()}}) == all_is_well);
  }
  for (const char* environment : {"{APP_KEY: fixed}", "[APP_KEY=fixed]", "{A: APP_KEY}", "{A: $$APP_KEY}"}) {
    on.files.put("/srv/shop/compose.yml",
                 "services:\n  app:\n    environment: " + std::string(environment) + "\n");
    INFO(environment);
    CHECK(on.message() == all_is_well);
  }
}

TEST_CASE("a template that lacks a supplied key is named in the role's words", "[stack_check]") {
  Machine on;
  const Json options{{"template_content", "APP_KEY=\n"},
                     {"values", {{"HTTP_PORT", 80}, {"MAIL", "x"}}},
                     {"secrets", {{"APP_KEY", "k"}}}};
  CHECK(on.message(options) ==
        "template_content has no line for HTTP_PORT, MAIL, which is supplied; add a line `HTTP_PORT=` to "
        "the template, or do not supply it");
  Json in_role = options;
  in_role["words"] = "role";
  CHECK(on.message(in_role).starts_with("application_env_template has no line for HTTP_PORT, MAIL"));
  Json appended = options;
  appended["undeclared"] = "append";
  CHECK(on.message(appended) == all_is_well);
  CHECK(on.message({{"template", "/srv/none"}, {"values", {{"A", 1}}}}).starts_with("the template: "));
}

TEST_CASE("a key that goes into a secret file is declared by its template's line", "[stack_check]") {
  Machine on;
  CHECK(on.message({{"template_content", "APP_KEY=\n"},
                    {"secrets", {{"APP_KEY", "k"}}},
                    {"secret_files", {{"APP_KEY", "secrets/key"}}},
                    {"required_env", {"APP_KEY"}}}) == all_is_well);
}

TEST_CASE("what cannot be rendered is told in the role's words, and without a value", "[stack_check]") {
  Machine on;
  const auto result = on.look(
      {{"words", "role"}, {"values", {{"APP_KEY", "hunter22"}}}, {"secrets", {{"APP_KEY", "hunter22"}}}});
  CHECK(result.msg ==
        "given in both application_env_plain and application_env: APP_KEY; leave each out of one of the two; "
        "without it no .env "
        "can be written");
  CHECK(on.message({{"words", "role"}, {"vault_map", {{"A", "vault_a"}}}}) ==
        "application_vault_map is given, and no application_vault_files to take the variables out of; name "
        "one; without it no .env can be written");
}

TEST_CASE("Compose gets the env file as it will be", "[stack_check]") {
  Machine on;
  on.look({{"values", {{"HTTP_PORT", 8080}}}});
  bool held = false;
  for (const auto& [path, text] : on.processes.held)
    held = held || text.find("HTTP_PORT=8080") != std::string::npos;
  CHECK(held);
  const auto& command = on.processes.commands.back();
  CHECK(has_word(command, "df") == false);
  CHECK(std::any_of(on.processes.commands.begin(), on.processes.commands.end(),
                    [](const auto& one) { return has_word(one, "--env-file"); }));
}
