#include "ansible/answer.hpp"

#include <catch2/catch_test_macros.hpp>
#include <new>
#include <sstream>
#include <stdexcept>

#include "unit/ansible/machine.hpp"
#include "unit/ansible/sample_spec.hpp"
#include "util/foreign.hpp"

namespace slipway::ansible {
namespace {

const RunStep nothing_to_do = [](const Json&, const RunMode&, System&) { return Result{}; };
constexpr const char* good = R"({"image": "i", "tag": "1", "files": "a", "secrets": {"A": "hunter2"})";

// The output as JSON, after its form was checked: a newline, one line, a newline.
Json parsed(const Answer& answer) {
  REQUIRE(answer.text.size() > 2);
  CHECK(answer.text.front() == '\n');
  CHECK(answer.text.find('\n', 1) == answer.text.size() - 1);
  Json output = Json::parse(answer.text);
  CHECK(output.contains("changed"));
  CHECK(output["failed"] == (answer.exit_code != 0));
  return output;
}

Json run_with(const std::string& input, const RunStep& step = nothing_to_do) {
  test::Machine machine;
  std::istringstream stream(input);
  return parsed(answer(sample_spec().info(), step, {"-"}, stream, machine.system));
}

std::string failure_of(const std::string& input) {
  const Json output = run_with(input);
  CHECK(output["failed"] == true);
  return output["msg"];
}

RunStep giving(const Result& result) {
  return [result](const Json&, const RunMode&, System&) { return result; };
}

TEST_CASE("a message had the line breaks and the length of what it quotes", "[ansible]") {
  const auto saying = [](const std::string& text) {
    return run_with(
               std::string(good) + "}",
               [text](const Json&, const RunMode&, System&) -> Expected<Result> { return fail(text); })["msg"]
        .get<std::string>();
  };
  CHECK(saying("cannot read 'a\nb\tc': gone") == "cannot read 'a b c': gone");
  CHECK(saying(std::string(100'000, 'y')) == std::string(4096, 'y') + "…");
  std::string umlauts;
  for (int i = 0; i < 5000; ++i) umlauts += "ü";
  CHECK(saying("x" + umlauts) == "x" + umlauts.substr(0, 4094) + "…");
}

TEST_CASE("a good run says changed, failed and the invocation", "[ansible]") {
  const Json output = run_with(std::string(good) + "}");
  CHECK(output["changed"] == false);
  CHECK(output["failed"] == false);
  CHECK(output["invocation"]["module_args"]["files"] == Json::array({"a"}));
  CHECK(output["invocation"]["module_args"]["secrets"]["A"] == "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER");
}

TEST_CASE("the invocation is left out when Ansible does not want it", "[ansible]") {
  CHECK_FALSE(
      run_with(std::string(good) + R"(, "_ansible_inject_invocation": false})").contains("invocation"));
}

TEST_CASE("arguments are read from a file as well", "[ansible]") {
  test::Machine machine;
  machine.files.put("/tmp/args", std::string(good) + "}");
  std::istringstream none;
  const auto spec = sample_spec().info();
  CHECK(parsed(answer(spec, nothing_to_do, {"/tmp/args"}, none, machine.system))["failed"] == false);
  const Json missing = parsed(answer(spec, nothing_to_do, {"/tmp/other"}, none, machine.system));
  CHECK(missing["failed"] == true);
  CHECK(missing["msg"].get<std::string>().find("/tmp/other") != std::string::npos);
}

TEST_CASE("a call without arguments, or with too many, says how to call", "[ansible]") {
  test::Machine machine;
  std::istringstream none;
  for (const std::vector<std::string>& arguments : {std::vector<std::string>{}, {"a", "b"}}) {
    const Json output = parsed(answer(sample_spec().info(), nothing_to_do, arguments, none, machine.system));
    CHECK(output["msg"].get<std::string>().find("--help") != std::string::npos);
  }
}

TEST_CASE("text that is not a JSON object is refused, and never repeated", "[ansible]") {
  CHECK(failure_of("") == "standard input is empty; it must hold the module's options as one JSON object");
  CHECK(failure_of(" \n") == failure_of(""));
  CHECK(failure_of("{\"a\": \"hunter2") ==
        "standard input is not valid JSON: it ends too early; it must hold the module's options as one JSON "
        "object");
  CHECK(failure_of("{\"a\": hunter2}").find("at byte 7") != std::string::npos);
  CHECK(failure_of("{\"a\": hunter2}").find("hunter2") == std::string::npos);
  CHECK(failure_of("{\"a\": \"\xff\"}").find("not valid JSON in UTF-8 at byte 8") != std::string::npos);
  CHECK(failure_of("{\"a\": \"\\ud800\"}").find("half a character (a lone surrogate") != std::string::npos);
  for (const std::string number : {"NaN", "Infinity", "-Infinity"})
    CHECK(failure_of("{\"a\": " + number + "}").find("it holds NaN or Infinity") != std::string::npos);
  CHECK(failure_of("{\"a\": 1e999}").find("too large") != std::string::npos);
  CHECK(failure_of("[]").find("holds a JSON array") != std::string::npos);
  CHECK(failure_of("null").find("holds a JSON null") != std::string::npos);
}

TEST_CASE("nesting of any depth is refused in one sentence", "[ansible]") {
  const std::string open(100000, '[');
  const std::string close(100000, ']');
  CHECK(failure_of("{\"files\": " + open + close + "}").find("nested deeper") != std::string::npos);
  CHECK(failure_of(open).find("nested deeper") != std::string::npos);
  CHECK(failure_of("{\"image\": \"i\", \"tag\": 1, \"files\": [], \"secrets\": \"{" + open + close + "\"}")
            .find("unable to evaluate string as dictionary") != std::string::npos);
}

TEST_CASE("of a key that stands twice the last one counts", "[ansible]") {
  CHECK(run_with(std::string(good) + R"(, "image": "j"})")["invocation"]["module_args"]["image"] == "j");
}

TEST_CASE("characters outside the BMP come as surrogate pairs and leave as UTF-8", "[ansible]") {
  CHECK(run_with(std::string(good) + R"(, "image": "\ud83d\udea2"})")["invocation"]["module_args"]["image"] ==
        "🚢");
}

TEST_CASE("bad options fail with the first error, and the step does not run", "[ansible]") {
  bool ran = false;
  const Json output = run_with("{}", [&](const Json&, const RunMode&, System&) -> Expected<Result> {
    ran = true;
    return Result{};
  });
  CHECK(output["msg"] == "missing required arguments: files, image");
  CHECK_FALSE(ran);
}

TEST_CASE("an error of the module becomes its message", "[ansible]") {
  const Json output =
      run_with(std::string(good) + "}", [](const Json&, const RunMode&, System&) -> Expected<Result> {
        return fail("cannot write /hunter2: it says " + foreign("hunter2"));
      });
  CHECK(output["failed"] == true);
  CHECK(output["msg"] == "cannot write /hunter2: it says ********");
}

TEST_CASE("an exception of the module becomes a message, censored", "[ansible]") {
  const Json thrown =
      run_with(std::string(good) + "}", [](const Json&, const RunMode&, System&) -> Expected<Result> {
        throw std::runtime_error("bad hunter2");
      });
  CHECK(thrown["msg"].get<std::string>().find("(bad ********)") != std::string::npos);
  const Json memory =
      run_with(std::string(good) + "}",
               [](const Json&, const RunMode&, System&) -> Expected<Result> { throw std::bad_alloc(); });
  CHECK(memory["msg"].get<std::string>().find("no memory left") != std::string::npos);
}

TEST_CASE("a diff is printed when Ansible asks for it, and only then", "[ansible]") {
  Result result;
  result.changed = true;
  result.diff = {{"hunter2", "a", "old hunter2", "new"}, {"b", "a", "hunter2 by itself", "", true}};
  CHECK_FALSE(run_with(std::string(good) + "}", giving(result)).contains("diff"));
  const Json output = run_with(std::string(good) + R"(, "_ansible_diff": true})", giving(result));
  CHECK(output["diff"].dump() ==
        R"([{"before_header":"hunter2","after_header":"a","before":"old ********","after":"new"},)"
        R"({"before_header":"b","after_header":"a","before":"hunter2 by itself","after":""}])");
}

TEST_CASE("of a file that is too large for Ansible's diff only that is said", "[ansible]") {
  const std::string largest(104448, 'a');
  Result result;
  result.diff = {
      {"b", "a", largest, largest}, {"b", "a", largest + "a", "new"}, {"b", "a", "old", largest + "a"}};
  const Json diff = run_with(std::string(good) + R"(, "_ansible_diff": true})", giving(result))["diff"];
  CHECK(diff[0]["after"] == largest);
  CHECK(diff[1].dump() == R"({"before_header":"b","after_header":"a","dst_larger":104448})");
  CHECK(diff[2].dump() == R"({"before_header":"b","after_header":"a","src_larger":104448})");
}

TEST_CASE("values and warnings are printed and censored", "[ansible]") {
  Result result;
  result.values = {{"services", Json::array({"web", "hunter2"})}, {"failed", true}};
  result.warnings = {"odd hunter2: " + foreign("hunter2")};
  const Json output = run_with(std::string(good) + R"(, "path": "b"})", giving(result));
  CHECK(output["failed"] == false);
  CHECK(output["services"] == Json::array({"web", "********"}));
  CHECK(output["warnings"] ==
        Json::array({"Both option files and its alias path are set.", "odd hunter2: ********"}));
  CHECK_FALSE(run_with(std::string(good) + "}").contains("warnings"));
}

TEST_CASE("what a module came to know as secret is censored too, in the invocation as well", "[ansible]") {
  Result result;
  result.values = {{"seen", "hunter3"}};
  result.secrets = {"hunter3"};
  const Json output = run_with(std::string(good) + R"(, "digest": "hunter3", "tag": null})", giving(result));
  CHECK(output.dump().find("hunter3") == std::string::npos);
  CHECK(output["seen"] == "********");
}

TEST_CASE("a module that looked and says no fails with its values", "[ansible]") {
  Result result;
  result.failed = true;
  result.msg = "web is not healthy";
  result.values = {{"waited", 3}};
  const Json output = run_with(std::string(good) + "}", giving(result));
  CHECK(output["failed"] == true);
  CHECK(output["waited"] == 3);
}

TEST_CASE("bytes that are not UTF-8 are replaced in the output", "[ansible]") {
  Result result;
  result.values = {{"log", "a\xff"}};
  CHECK(run_with(std::string(good) + "}", giving(result))["log"] == "a\xEF\xBF\xBD");
}

TEST_CASE("a secret that was given under an alias, or as pairs, is censored too", "[ansible]") {
  Result result;
  result.values = {{"said", "deep-secret and pair-secret"}};
  const Json output = run_with(
      R"({"image": "i", "tag": "1", "files": "a", "pass": "deep-secret", "secrets": "A=pair-secret"})",
      giving(result));
  CHECK(output["said"] == "******** and ********");
  CHECK(output.dump().find("-secret") == std::string::npos);
}

TEST_CASE("a NUL byte in a path cut the name of the file, and an empty path meant another", "[ansible]") {
  CHECK(failure_of(R"({"image": "i", "tag": "1", "files": ["/etc/a\u0000b"]})") ==
        "argument 'files' holds a path with a NUL byte in it, which no file's name can have");
  CHECK(failure_of(R"({"image": "i", "tag": "1", "files": ["a", ""]})") ==
        "argument 'files' holds an empty path; give a path, or leave the option out");
}

TEST_CASE("an arguments file that cannot be read was not called one", "[ansible]") {
  test::Machine machine;
  std::istringstream none;
  const Json output =
      parsed(answer(sample_spec().info(), nothing_to_do, {"/tmp/none"}, none, machine.system));
  CHECK(output["msg"].get<std::string>().starts_with("the module's options: "));
}

}  // namespace
}  // namespace slipway::ansible
