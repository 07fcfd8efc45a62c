#include <catch2/catch_test_macros.hpp>

#include "stack_run/stack_run.hpp"

using namespace slipway;
using ansible::Json;
using stack_run::commands_from;
using stack_run::Words;

namespace {

std::string refusal(const Json& given) {
  const auto commands = commands_from(given);
  return commands ? "(taken)" : commands.error().message;
}

}  // namespace

TEST_CASE("a command is a list of words, or a text that is split", "[stack_run]") {
  CHECK(commands_from({{"php", "-r", "echo 1;"}, "php artisan 'cache:warm up'"}).value() ==
        std::vector<Words>{{"php", "-r", "echo 1;"}, {"php", "artisan", "cache:warm up"}});
  CHECK(commands_from("php artisan migrate, now").value() ==
        std::vector<Words>{{"php", "artisan", "migrate,", "now"}});
  CHECK(commands_from(Json::array({Json::array({"sleep", 5, 1.5, ""})})).value() ==
        std::vector<Words>{{"sleep", "5", "1.5", ""}});
}

TEST_CASE("an empty command ran the service itself", "[stack_run]") {
  CHECK(commands_from(Json::array({"", " \n", Json::array(), "[]", " [] ", nullptr, "echo"})).value() ==
        std::vector<Words>{{"echo"}});
  CHECK(commands_from("")->empty());
  CHECK(commands_from(Json::array())->empty());
}

TEST_CASE("a command that is none is refused by its number", "[stack_run]") {
  CHECK(refusal({"echo", "echo 'hunter2"}) ==
        "commands: number 2: a ' in it is never closed; close it, or write \\' for one");
  CHECK(refusal(Json::array({"''"})) ==
        "commands: number 1: its first word is empty; name the program there");
  CHECK(refusal(Json::array({Json::array({"", "a"})})) ==
        "commands: number 1: its first word is empty; name the program there");
  CHECK(refusal(Json::array({true})) == "commands: number 1: it is neither a text nor a list of words");
  CHECK(refusal(Json::array({Json::array({"php", true})})) ==
        "commands: number 1: word 2 is neither a text nor a number; put it in quotes");
  CHECK(refusal(Json::array({Json::array({"php", std::string("a\0b", 3)})})) ==
        "commands: number 1: word 2 has a NUL byte in it, which no program can be given");
  CHECK(refusal(5) == "commands: give a list of commands, each a text or a list of words");
}
