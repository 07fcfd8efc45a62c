// Secrets that are words of the module, of its keys and its paths; and secrets in what comes from elsewhere.
#include <functional>

#include "unit/support/answered.hpp"
#include "unit/vault_env_render/machine.hpp"

using namespace slipway;
using namespace slipway::test;

namespace {

constexpr const char* nobodys_word = "no-text-has-this-91";

Json options_with(const std::string& secret, const Json& more) {
  Json options = {{"dest", "/stack/.env"},
                  {"template", "/stack/.env.example"},
                  {"secrets", {{"REDIS_PASSWORD", secret}}},
                  {"_ansible_check_mode", true}};
  if (!more.is_null()) options.update(more);
  return options;
}

Json output_with(const std::string& secret, const Json& more) {
  EnvMachine machine;
  machine.files.put("/stack/.env", "MAIL_HOST=x\n", 0644);
  machine.files.put("/stack/vault", "other: x\n");
  machine.files.put_folder("/stack/folder");
  return answered(env::module(), machine.system, options_with(secret, more));
}

/// Whatever the secret is, the same is said and returned.
void check_words_stay(const Json& more, const std::vector<std::string>& words) {
  const Json expected = output_with(nobodys_word, more);
  for (const auto& word : words) {
    INFO(word);
    CHECK(output_with(word, more) == expected);
  }
}

}  // namespace

TEST_CASE("a secret that is a word masked paths, keys and the module's own words", "[own_words]") {
  check_words_stay(
      {}, {"stack", "env", ".env", "APP_ENV", "REDIS_PASSWORD", "MAIL_HOST", "dest", "mode", "0600", "0644",
           "existing", "supplies", "lines", "secrets", "fail", "everybody", "VALUE_SPECIFIED", "uid"});
  check_words_stay({{"secret_files", {{"REDIS_PASSWORD", "own/file"}}}},
                   {"stack", "REDIS_PASSWORD_FILE", "shown", "not"});
}

TEST_CASE("a secret that is a word masked the words of an error", "[own_words]") {
  check_words_stay({{"dest", "/stack/folder"}}, {"folder", "stack", "cannot", "name", "write"});
  check_words_stay({{"values", {{"NEW", "1"}}}}, {"NEW", "declare", "undeclared", "example", "append"});
  check_words_stay({{"required", {"APP_KEY"}}}, {"required", "missing", "vault_map"});
  check_words_stay({{"undeclared", "sometimes"}}, {"value", "must", "fail", "append", "undeclared"});
  check_words_stay({{"mode", 600}}, {"number", "0600", "quotes"});
  check_words_stay({{"existing", "fail"}}, {"keys", "MAIL_HOST", "template"});
}

TEST_CASE("a secret in what the task gives elsewhere is masked", "[own_words]") {
  const std::string secret = "hunter2secret";
  const auto shows = [&](const Json& more) {
    const std::string output = output_with(secret, more).dump();
    INFO(output);
    return output.find(secret) != std::string::npos;
  };
  CHECK_FALSE(shows({{"mode", secret}}));
  CHECK_FALSE(shows({{"owner", secret}}));
  CHECK_FALSE(shows({{"undeclared", secret}}));
  CHECK_FALSE(shows({{"backup", secret}}));
  CHECK_FALSE(shows({{"values", {{"APP_ENV", "x" + secret + "y"}}}}));
  CHECK_FALSE(shows({{"values", {{"a " + secret, "1"}}}, {"_ansible_inject_invocation", false}}));
  CHECK_FALSE(shows({{secret, "1"}}));
  CHECK_FALSE(shows({{"vault_file", {"/stack/vault"}}, {"vault_map", {{"A", "/etc/" + secret}}}}));
}

TEST_CASE("a secret in the template, or in the file before, is masked in the diff", "[own_words]") {
  EnvMachine machine;
  machine.files.put("/stack/.env.example",
                    "# not hunter2secret\nAPP_ENV=hunter2secret # hunter2secret\nREDIS_PASSWORD=\n");
  machine.files.put("/stack/.env", "# not hunter2secret\nAPP_ENV=a hunter2secret\nOTHER=1 # hunter2secret\n",
                    0600);
  for (const std::string existing : {"keep", "drop"}) {
    const Json output =
        answered(env::module(), machine.system, options_with("hunter2secret", {{"existing", existing}}));
    CHECK(output["changed"] == true);
    CHECK(output.dump().find("hunter2") == std::string::npos);
  }
}
