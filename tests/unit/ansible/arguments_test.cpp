#include "ansible/arguments.hpp"

#include <catch2/catch_test_macros.hpp>

#include "unit/ansible/machine.hpp"
#include "unit/ansible/sample_spec.hpp"
#include "util/foreign.hpp"

namespace slipway::ansible {
namespace {

using Texts = std::vector<std::string>;

Arguments unmarked(Arguments arguments) {
  for (auto& error : arguments.errors) error = without_marks(error);
  return arguments;
}

Arguments checked(const char* json) {
  test::Machine machine;
  return unmarked(check_arguments(sample_spec().info(), Json::parse(json), machine.system));
}

TEST_CASE("good arguments are coerced, and defaults filled in, in the table's order", "[ansible]") {
  const auto arguments = checked(R"({"tag": 5, "files": "a,~/b", "image": "nginx", "backup": "yes"})");
  CHECK(arguments.errors.empty());
  CHECK(arguments.warnings.empty());
  CHECK(
      arguments.values.dump() ==
      R"({"image":"nginx","tag":"5","files":["a","/home/deploy/b"],"missing":"fail","backup":true,"lines":20,)"
      R"("secrets":{}})");
}

TEST_CASE("the struct is filled from the coerced values", "[ansible]") {
  const auto arguments = checked(R"({"tag": "1", "files": ["a"], "image": "nginx", "lines": "3"})");
  const auto args = sample_spec().fill(arguments.values);
  CHECK(args.image == "nginx");
  CHECK(args.tag == "1");
  CHECK_FALSE(args.digest.has_value());
  CHECK(args.files == std::vector<Path>{"a"});
  CHECK(args.lines == 3);
}

struct Page {
  std::string url;
  long status = 0;
};
struct PagesArgs {
  std::vector<Page> pages;
};

Spec<PagesArgs> pages_spec() {
  return {"sample",
          "a module with a list of dicts",
          {option("pages", &PagesArgs::pages,
                  {option("url", &Page::url, "what to ask for").required(),
                   option("status", &Page::status, "what to answer").default_to(200)},
                  "pages")}};
}

TEST_CASE("each dict of a list is checked against its own table, and fills a struct", "[ansible]") {
  test::Machine machine;
  const auto given = [&](const char* json) {
    return unmarked(check_arguments(pages_spec().info(), Json::parse(json), machine.system));
  };
  const auto good = given(R"({"pages": [{"url": "a"}, "url=b status=404", "{\"url\": \"c\"}"]})");
  CHECK(good.errors.empty());
  const auto args = pages_spec().fill(good.values);
  REQUIRE(args.pages.size() == 3);
  CHECK(args.pages[0].status == 200);
  CHECK(args.pages[1].url == "b");
  CHECK(args.pages[1].status == 404);
  CHECK(args.pages[2].url == "c");
  CHECK(given(R"({"pages": [{"status": "x", "uri": "a"}]})").errors ==
        Texts{"missing required arguments: url found in pages",
              "argument 'status' is of type <class 'str'> found in 'pages'. and we were unable to convert to "
              "int: "
              "<class 'str'> cannot be converted to an int",
              "Unsupported parameters for (sample) module: pages.uri. Supported parameters include: status, "
              "url."});
}

TEST_CASE("unknown options are refused in Ansible's words", "[ansible]") {
  const auto arguments = checked(R"({"tag": "1", "files": "a", "image": "i", "zeta": 1, "alpha": null})");
  CHECK(
      arguments.errors ==
      Texts{"Unsupported parameters for (sample) module: alpha, zeta. Supported parameters include: backup, "
            "digest, files, image, lines, missing, password, secrets, tag (file, pass, path)."});
}

TEST_CASE("keys of Ansible itself are no options", "[ansible]") {
  CHECK(checked(R"({"tag": "1", "files": "a", "image": "i", "_ansible_new_in_3": {}})").errors.empty());
}

TEST_CASE("missing options are named in alphabetical order", "[ansible]") {
  CHECK(checked(R"({"tag": "1"})").errors == Texts{"missing required arguments: files, image"});
}

TEST_CASE("null counts as not given", "[ansible]") {
  CHECK(checked(R"({"tag": "1", "image": "i", "files": null})").errors ==
        Texts{"missing required arguments: files"});
  const auto arguments =
      checked(R"({"tag": "1", "digest": null, "image": "i", "files": "a", "missing": null, "path": null})");
  CHECK(arguments.errors.empty());
  CHECK(arguments.values["missing"] == "fail");
}

TEST_CASE("rules between options are told in Ansible's words", "[ansible]") {
  CHECK(checked(R"({"tag": "1", "digest": "d", "files": "a", "image": "i"})").errors ==
        Texts{"parameters are mutually exclusive: tag|digest"});
  CHECK(checked(R"({"files": "a", "image": "i"})").errors ==
        Texts{"one of the following is required: tag, digest"});
}

TEST_CASE("a value that is no choice is refused", "[ansible]") {
  CHECK(checked(R"({"tag": "1", "files": "a", "image": "i", "missing": "z"})").errors ==
        Texts{"value of missing must be one of: fail, ok, got: z"});
}

TEST_CASE("a boolean that YAML made of a word becomes the word again", "[ansible]") {
  OptionInfo option;
  option.name = "state";
  option.choices = {"no", "always"};
  test::Machine machine;
  SpecInfo spec;
  spec.options = {option};
  CHECK(check_arguments(spec, Json{{"state", false}}, machine.system).values["state"] == "no");
  spec.options[0].choices = {"no", "off"};
  CHECK(unmarked(check_arguments(spec, Json{{"state", false}}, machine.system)).errors ==
        Texts{"value of state must be one of: no, off, got: False"});
}

TEST_CASE("a value of the wrong type is refused in Ansible's words", "[ansible]") {
  CHECK(checked(R"({"tag": "1", "files": "a", "image": "i", "lines": "many"})").errors ==
        Texts{"argument 'lines' is of type <class 'str'> and we were unable to convert to int: <class 'str'> "
              "cannot be converted to an int"});
}

TEST_CASE("an alias stands for its option; of both the alias counts, with a warning", "[ansible]") {
  CHECK(checked(R"({"tag": "1", "image": "i", "file": "a"})").values["files"] == Json::array({"a"}));
  const auto both = checked(R"({"tag": "1", "image": "i", "file": "a", "files": "b"})");
  CHECK(both.values["files"] == Json::array({"a"}));
  CHECK(both.warnings == Texts{"Both option files and its alias file are set."});
}

TEST_CASE("all errors are found, in ansible-core's order", "[ansible]") {
  const auto errors = checked(R"({"lines": [], "missing": "z", "other": 1})").errors;
  REQUIRE(errors.size() == 5);
  CHECK(errors[0].rfind("missing required", 0) == 0);
  CHECK(errors[1].rfind("argument 'lines'", 0) == 0);
  CHECK(errors[2].rfind("value of missing", 0) == 0);
  CHECK(errors[3].rfind("one of the following", 0) == 0);
  CHECK(errors[4].rfind("Unsupported", 0) == 0);
}

TEST_CASE("the mode of the run comes from Ansible's keys", "[ansible]") {
  const auto plain = mode_of(Json::object());
  REQUIRE(plain.has_value());
  CHECK_FALSE(plain->check);
  CHECK_FALSE(plain->diff);
  CHECK(plain->inject_invocation);
  const auto set = mode_of(Json::parse(
      R"({"_ansible_check_mode": true, "_ansible_diff": "yes", "_ansible_inject_invocation": false})"));
  REQUIRE(set.has_value());
  CHECK(set->check);
  CHECK(set->diff);
  CHECK_FALSE(set->inject_invocation);
}

TEST_CASE("a check mode that cannot be read is an error, not a real run", "[ansible]") {
  CHECK_FALSE(mode_of(Json{{"_ansible_check_mode", "perhaps"}}).has_value());
  CHECK_FALSE(mode_of(Json{{"_ansible_check_mode", Json::array()}}).has_value());
}

}  // namespace
}  // namespace slipway::ansible
