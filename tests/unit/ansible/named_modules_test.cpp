// Which module a call of the one executable means.
#include "ansible/named_modules.hpp"

#include <catch2/catch_test_macros.hpp>
#include <iostream>
#include <sstream>

#include "unit/ansible/machine.hpp"

namespace slipway::ansible {
namespace {

std::string ran;

int note(const std::string& name, int argc, char** argv) {
  ran = name;
  for (int word = 1; word < argc; ++word) ran += std::string(" ") + argv[word];
  return 7;
}

const std::vector<NamedModule> MODULES = {
    {"health_wait", [](int argc, char** argv, System&) { return note("health_wait", argc, argv); }},
    {"stack_up", [](int argc, char** argv, System&) { return note("stack_up", argc, argv); }}};

/// What ran, and what was said in its place.
std::string called(std::vector<std::string> words, int exit_code = 7) {
  test::Machine machine;
  std::vector<char*> argv;
  for (auto& word : words) argv.push_back(word.data());
  ran.clear();
  std::ostringstream said;
  auto* const out = std::cout.rdbuf(said.rdbuf());
  auto* const err = std::cerr.rdbuf(said.rdbuf());
  const int returned = run_called(MODULES, static_cast<int>(argv.size()), argv.data(), machine.system);
  std::cout.rdbuf(out);
  std::cerr.rdbuf(err);
  CHECK(returned == exit_code);
  return ran + said.str();
}

}  // namespace

TEST_CASE(
    "a module is called by the name of the program, as Ansible names its copy, or by the first argument") {
  CHECK(called({"build/library/health_wait", "args.json"}) == "health_wait args.json");
  CHECK(called({"/tmp/x/AnsiballZ_stack_up", "/tmp/x/args"}) == "stack_up /tmp/x/args");
  CHECK(called({"./slipway", "stack_up", "-"}) == "stack_up -");
  CHECK(called({"slipway-0.1.0", "stack_up"}) == "stack_up");
}

TEST_CASE("an argument that is a module's name is no module when the program has one") {
  CHECK(called({"stack_up", "health_wait"}) == "stack_up health_wait");
}

TEST_CASE("without a module nothing runs, and it is said how to call one") {
  const std::string usage =
      "slipway MODULE FILE runs a module with the options in FILE, a JSON object, or in standard input (-); "
      "slipway MODULE --help explains them. The modules:\n  health_wait\n  stack_up\n";
  CHECK(called({"slipway"}, 2) == usage);
  CHECK(called({"slipway", "stack_down", "-"}, 2) == usage);
  CHECK(called({"slipway", "--help"}, 0) == usage);
  CHECK(called({}, 2) == usage);
}

}  // namespace slipway::ansible
