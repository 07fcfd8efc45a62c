#include "unit/vault_env_render/machine.hpp"

using namespace slipway;
using namespace slipway::test;

namespace {

/// A server whose env file has more than the task knows of.
struct OldMachine : EnvMachine {
  explicit OldMachine(const std::string& text) { files.put("/stack/.env", text, 0600); }

  /// In check mode, for real, and once more, which has to change nothing and to say nothing.
  env::Plan settle(const Json& more) {
    const auto before = files.changes.size();
    const auto previewed = plan(arguments(more));
    REQUIRE(previewed);
    CHECK(files.changes.size() == before);
    auto done = run(arguments(more));
    REQUIRE(done);
    CHECK(previewed->warnings == done->warnings);
    CHECK(files.content("/stack/.env") == done->rendered.text);
    const auto again = run(arguments(more));
    REQUIRE(again);
    CHECK_FALSE(again->changed);
    CHECK(again->warnings.empty());
    return std::move(*done);
  }

  std::string text() const { return files.content("/stack/.env").value(); }
};

Json without_template(const Json& more = Json::object()) {
  Json options = {{"template", Json()}, {"values", {{"APP_ENV", "production"}}}};
  if (!more.is_null()) options.update(more);
  return options;
}

const std::string old_file =
    "# of the shop\nexport MAIL_HOST='mail' # hunter1\n\nREDIS_PASSWORD=old # note\nBARE\n";

}  // namespace

TEST_CASE("without a template the lines of keys that nobody supplies vanished", "[existing]") {
  OldMachine machine(old_file);
  const auto plan = machine.settle(without_template());
  CHECK(machine.text() ==
        "# of the shop\nexport MAIL_HOST='mail' # hunter1\n\nREDIS_PASSWORD=\"p$$w\" # "
        "note\nBARE\nAPP_ENV=production\n");
  CHECK(plan.changed);
  CHECK(plan.keys == std::vector<std::string>{"MAIL_HOST", "REDIS_PASSWORD", "APP_ENV"});
  CHECK(plan.warnings.empty());
}

TEST_CASE("extra values need no line in the template, and give way to others", "[existing]") {
  OldMachine machine("COMPOSE_FILE=old.yml\nA=1\n");
  const Json more{
      {"template", Json()},
      {"template_content", "A=\nREDIS_PASSWORD=\n"},
      {"values", {{"A", "2"}}},
      {"extra_values", {{"A", "3"}, {"COMPOSE_FILE", "a.yml:b.yml"}, {"COMPOSE_PROJECT_NAME", "shop"}}}};
  const auto plan = machine.settle(more);
  CHECK(machine.text() ==
        "A=2\nREDIS_PASSWORD=\"p$$w\"\nCOMPOSE_FILE=a.yml:b.yml\nCOMPOSE_PROJECT_NAME=shop\n");
  CHECK(plan.warnings.empty());
  Json kept = more;
  kept["template_content"] = Json();
  machine.files.put("/stack/.env", "B=1 # mine\nCOMPOSE_FILE=old.yml\n", 0600);
  machine.settle(kept);
  CHECK(machine.text() ==
        "B=1 # mine\nCOMPOSE_FILE=a.yml:b.yml\nA=2\nREDIS_PASSWORD=\"p$$w\"\n"
        "COMPOSE_PROJECT_NAME=shop\n");
}

TEST_CASE("for nothing no file is made", "[existing]") {
  EnvMachine machine;
  const auto plan = machine.run(arguments({{"template", Json()}, {"secrets", Json()}, {"values", Json()}}));
  REQUIRE(plan);
  CHECK_FALSE(plan->changed);
  CHECK_FALSE(machine.files.exists("/stack/.env"));
}

TEST_CASE("what stays shows neither its values nor its comments", "[existing]") {
  OldMachine machine(old_file);
  const auto plan = machine.settle(without_template());
  REQUIRE(plan.diff.size() == 1);
  CHECK(plan.diff[0].before ==
        "# ********\nexport MAIL_HOST=******** # ********\n\nREDIS_PASSWORD=******** (old) # "
        "********\n********\n");
  CHECK(plan.diff[0].after ==
        "# ********\nexport MAIL_HOST=******** # ********\n\nREDIS_PASSWORD=******** (new) # "
        "********\n********\n"
        "APP_ENV=production\n");
}

TEST_CASE("with a template, lines that stay come behind it", "[existing]") {
  OldMachine machine("# head\n# mail\nMAIL_HOST=x # hunter1\nAPP_ENV=old\nMAIL_PORT=25\n");
  const auto plan = machine.settle({{"existing", "keep"}});
  CHECK(machine.text() ==
        "# head\nAPP_ENV=production\nREDIS_PASSWORD=\"p$$w\"\n# mail\nMAIL_HOST=x # hunter1\nMAIL_PORT=25\n");
  CHECK(plan.keys == std::vector<std::string>{"APP_ENV", "REDIS_PASSWORD", "MAIL_HOST", "MAIL_PORT"});
  CHECK(plan.diff[0].after ==
        "# head\nAPP_ENV=production\nREDIS_PASSWORD=********\n# ********\nMAIL_HOST=******** # "
        "********\nMAIL_PORT=********\n");
}

TEST_CASE("keys that go are named, all at once", "[existing]") {
  const std::string warning =
      "existing: nobody supplies or declares these keys of '/stack/.env', so their lines go: MAIL_HOST, "
      "MAIL_PORT; "
      "set existing to keep to leave them";
  SECTION("by default with a template") {
    OldMachine machine("MAIL_HOST=x\nAPP_ENV=production\nMAIL_PORT=25\n");
    CHECK(machine.settle({}).warnings == std::vector<std::string>{warning});
    CHECK(machine.text() == "# head\nAPP_ENV=production\nREDIS_PASSWORD=\"p$$w\"\n");
  }
  SECTION("and without one when it is asked for") {
    OldMachine machine("MAIL_HOST=x\nAPP_ENV=y\nMAIL_PORT=25\n");
    CHECK(machine.settle(without_template({{"existing", "drop"}})).warnings ==
          std::vector<std::string>{warning});
    CHECK(machine.text() == "APP_ENV=production\nREDIS_PASSWORD=\"p$$w\"\n");
  }
}

TEST_CASE("keys that would go can be an error", "[existing]") {
  OldMachine machine("MAIL_HOST=x\n");
  CHECK(error_of(machine, {{"existing", "fail"}}) ==
        "existing: nobody supplies or declares these keys of '/stack/.env': MAIL_HOST; supply them, add them "
        "to the "
        "template, or set existing to keep or drop");
  machine.settle({{"existing", "fail"}, {"values", {{"MAIL_HOST", "y"}}}, {"undeclared", "append"}});
}

TEST_CASE("a name that may be a piece of a secret is counted and not shown", "[existing]") {
  OldMachine machine("APP_KEY=-----BEGIN\nhunter2\nMAIL_HOST=x\n");
  CHECK(machine.settle({}).warnings ==
        std::vector<std::string>{
            "existing: nobody supplies or declares these keys of '/stack/.env', so their lines go: "
            "APP_KEY, MAIL_HOST and 1 that may be pieces of a value; set existing to keep to "
            "leave them"});
}

TEST_CASE("a key whose value goes into a file is supplied", "[existing]") {
  const Json in_file = {{"secret_files", {{"REDIS_PASSWORD", "secrets/redis"}}}};
  OldMachine machine("REDIS_PASSWORD=old\nAPP_ENV=production\n");
  SECTION("with a template") {
    CHECK(machine.settle(in_file).warnings.empty());
    CHECK(machine.text() == "# head\nAPP_ENV=production\nREDIS_PASSWORD_FILE=secrets/redis\n");
  }
  SECTION("without one it becomes the line of its file, in its place") {
    CHECK(machine.settle(without_template(in_file)).warnings.empty());
    CHECK(machine.text() == "REDIS_PASSWORD_FILE=secrets/redis\nAPP_ENV=production\n");
  }
}

TEST_CASE("a file whose lines cannot stay is an error that says why and what to do", "[existing]") {
  OldMachine machine("A='hunter2\n");
  CHECK(error_of(machine, without_template()) ==
        "existing: the lines of '/stack/.env' cannot stay: line 1: the quoted value of A has no end; close "
        "it with '; "
        "mend it, or set existing to drop to replace the file");
  CHECK(error_of(machine, {{"existing", "keep"}}) == error_of(machine, without_template()));
  CHECK(error_of(machine, {{"existing", "fail"}}) == error_of(machine, without_template()));
  OldMachine twice("X=1\nX=2\n");
  CHECK(error_of(twice, {{"existing", "keep"}}) ==
        "existing: the lines of '/stack/.env' cannot stay: X is declared twice, on line 1 and on line 2; "
        "keep one of "
        "them; mend it, or set existing to drop to replace the file");
}

TEST_CASE("a file that is no env file goes with a warning", "[existing]") {
  OldMachine machine("A='hunter2\n");
  CHECK(machine.settle({}).warnings ==
        std::vector<std::string>{
            "existing: '/stack/.env' is no env file that Compose reads (line 1: the quoted value of A "
            "has no end; close it with '), and all of it goes"});
}

TEST_CASE("nothing is said of a file that is not there, or that loses nothing", "[existing]") {
  EnvMachine machine;
  CHECK(machine.run(arguments())->warnings.empty());
  CHECK(machine.run(arguments({{"existing", "fail"}}))->warnings.empty());
}

TEST_CASE("a file that others could read became 0600 without a word", "[existing]") {
  EnvMachine machine;
  machine.files.put("/stack/.env", "APP_ENV=production\n", 0644);
  const auto previewed = machine.plan(arguments());
  const auto first = machine.run(arguments());
  REQUIRE(first);
  CHECK(first->warnings ==
        std::vector<std::string>{
            "'/stack/.env' could be read by its group and everybody (mode 0644), and no longer can "
            "(mode 0600); if somebody else has to read it, say so with mode, owner or group"});
  CHECK(previewed->warnings == first->warnings);
  CHECK(machine.run(arguments())->warnings.empty());
  machine.files.put("/stack/.env", "APP_ENV=production\n", 0640);
  CHECK(machine.plan(arguments({{"mode", "0640"}}))->warnings.empty());
  CHECK(machine.plan(arguments())->warnings.at(0).find("could be read by its group (mode 0640)") !=
        std::string::npos);
}

TEST_CASE("a secret file that others could read says so as well", "[existing]") {
  EnvMachine machine;
  machine.files.put("/stack/redis", "p$w", 0644);
  const auto plan = machine.run(arguments({{"secret_files", {{"REDIS_PASSWORD", "redis"}}}}));
  REQUIRE(plan);
  REQUIRE(plan->warnings.size() == 1);
  CHECK(plan->warnings[0].find("'/stack/redis' could be read by its group and everybody") == 0);
}

namespace {

Json with_template(const std::string& content, const std::string& existing) {
  return {{"template", Json()}, {"template_content", content + "REDIS_PASSWORD=\n"}, {"existing", existing}};
}

}  // namespace

TEST_CASE("a template emptied a value that nobody supplies without a word", "[existing]") {
  OldMachine machine("DB_PASSWORD='hunter22' # of the database\nREDIS_PASSWORD=old\nEMPTY=\n");
  const auto refused = machine.run(arguments(with_template("DB_PASSWORD=\nEMPTY=\n", "keep")));
  REQUIRE_FALSE(refused);
  CHECK(refused.error().message ==
        "the template has no value for keys that have one in '/stack/.env', and nobody supplies one: "
        "DB_PASSWORD; supply them, or take their lines out of the template");
  CHECK(machine.text() == "DB_PASSWORD='hunter22' # of the database\nREDIS_PASSWORD=old\nEMPTY=\n");
  const auto plan = machine.settle(with_template("DB_PASSWORD=\nEMPTY=\n", "drop"));
  CHECK(plan.warnings == std::vector<std::string>{
                             "the template empties keys of '/stack/.env' that nobody supplies: DB_PASSWORD"});
}

TEST_CASE("a template replaced a value without a word", "[existing]") {
  OldMachine machine("APP_DEBUG=true\nSAME=\"1\"\n");
  const auto plan = machine.settle(with_template("APP_DEBUG=false\nSAME=1\n", "keep"));
  CHECK(plan.warnings ==
        std::vector<std::string>{
            "the template gives keys of '/stack/.env' another value than they have there: APP_DEBUG"});
  CHECK(machine.text() == "APP_DEBUG=false\nSAME=1\nREDIS_PASSWORD=\"p$$w\"\n");
}
