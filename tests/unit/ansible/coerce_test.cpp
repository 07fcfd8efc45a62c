#include "ansible/coerce.hpp"

#include <catch2/catch_test_macros.hpp>

#include "unit/ansible/machine.hpp"
#include "unit/support/unmarked.hpp"

namespace slipway::ansible {
namespace {

Json taken(const Json& value, Type type) {
  test::Machine machine;
  const auto coerced = coerce(value, type, machine.system);
  REQUIRE(coerced.has_value());
  return *coerced;
}

std::string refused(const Json& value, Type type) {
  test::Machine machine;
  const auto coerced = coerce(value, type, machine.system);
  REQUIRE_FALSE(coerced.has_value());
  return slipway::without_marks(coerced.error().message);
}

TEST_CASE("a string option takes numbers and booleans as Python prints them", "[ansible]") {
  CHECK(taken("as it is ", Type::string) == "as it is ");
  CHECK(taken(5, Type::string) == "5");
  CHECK(taken(true, Type::string) == "True");
  CHECK(taken(1.0, Type::string) == "1.0");
  CHECK(taken(0.00001, Type::string) == "1e-05");
  CHECK(taken(1e16, Type::string) == "1e+16");
  CHECK(taken(0.0001, Type::string) == "0.0001");
  CHECK(taken(-0.1, Type::string) == "-0.1");
  CHECK(taken(0.1 + 0.2, Type::string) == "0.30000000000000004");
  CHECK(taken(120.0, Type::string) == "120.0");
  CHECK(taken(-0.0, Type::string) == "-0.0");
  CHECK(taken(9007199254740993.0, Type::string) == "9007199254740992.0");
  CHECK(taken(5e-324, Type::string) == "5e-324");
  CHECK(taken(1.7976931348623157e308, Type::string) == "1.7976931348623157e+308");
  CHECK(taken(Json::parse(R"(["a", 1, null, {"k": "it's"}])"), Type::string) ==
        R"(['a', 1, None, {'k': "it's"}])");
}

TEST_CASE("an integer option takes what int() of Python takes", "[ansible]") {
  CHECK(taken(7, Type::integer) == 7);
  CHECK(taken("7", Type::integer) == 7);
  CHECK(taken(" -1_000\n", Type::integer) == -1000);
  CHECK(taken("+3", Type::integer) == 3);
  CHECK(taken("0644", Type::integer) == 644);
  CHECK(taken(true, Type::integer) == 1);
}

TEST_CASE("an integer option takes whole floats, as a template may make them", "[ansible]") {
  CHECK(taken(5.0, Type::integer) == 5);
  CHECK(taken("5.0", Type::integer) == 5);
  CHECK(refused(5.5, Type::integer) == "<class 'float'> cannot be converted to an int");
}

TEST_CASE("an integer option refuses what is no integer or does not fit", "[ansible]") {
  for (const char* text :
       {"", "x", "1x", "--1", "+-1", "1__0", "_1", "1_", "0x10", "inf", "nan", "9223372036854775808"})
    CHECK(refused(text, Type::integer) == "<class 'str'> cannot be converted to an int");
  CHECK(refused(9223372036854775808ULL, Type::integer) == "<class 'int'> cannot be converted to an int");
  CHECK(refused(Json::array({1}), Type::integer) == "<class 'list'> cannot be converted to an int");
}

TEST_CASE("a boolean option takes Ansible's words and numbers", "[ansible]") {
  for (const Json& yes :
       {Json("yes"), Json(" On\n"), Json("1"), Json("TRUE"), Json("t"), Json("y"), Json(1), Json(1.0)})
    CHECK(taken(yes, Type::boolean) == true);
  for (const Json& no :
       {Json("no"), Json("off"), Json("0"), Json("False"), Json("f"), Json("n"), Json(0), Json(0.0)})
    CHECK(taken(no, Type::boolean) == false);
  CHECK(refused("maybe", Type::boolean).rfind("The value 'maybe' is not a valid boolean.", 0) == 0);
  CHECK(refused(2, Type::boolean).rfind("The value '2' is not a valid boolean.", 0) == 0);
  CHECK(refused(Json::object(), Type::boolean) == "<class 'dict'> cannot be converted to a bool");
}

TEST_CASE("a list option splits a string at its commas and leaves the parts alone", "[ansible]") {
  CHECK(taken("a, b,", Type::list_of_strings) == Json::array({"a", " b", ""}));
  CHECK(taken("", Type::list_of_strings) == Json::array({""}));
  CHECK(taken(5, Type::list_of_strings) == Json::array({"5"}));
  CHECK(taken(Json::array({"a,b", 1, false}), Type::list_of_strings) == Json::array({"a,b", "1", "False"}));
  CHECK(refused(Json::object(), Type::list_of_strings) == "<class 'dict'> cannot be converted to a list");
}

TEST_CASE("each path of a list is expanded", "[ansible]") {
  CHECK(taken("~/a,$STACKS/b", Type::list_of_paths) == Json::array({"/home/deploy/a", "/srv/stacks/b"}));
}

TEST_CASE("a dict option takes an object, JSON, or pairs", "[ansible]") {
  const Json object{{"A", "1"}, {"B", "two words"}};
  CHECK(taken(object, Type::dict) == object);
  CHECK(taken(R"({"A": "1", "B": "two words"})", Type::dict) == object);
  CHECK(taken(R"(A=1, B="two words")", Type::dict) == object);
  CHECK(taken(R"(A=1 B=two\ words)", Type::dict) == object);
  CHECK(taken("A=x=y", Type::dict) == Json{{"A", "x=y"}});
}

TEST_CASE("a dict option refuses other text", "[ansible]") {
  CHECK(refused("words", Type::dict) == "dictionary requested, could not parse JSON or key=value");
  CHECK(refused("{\"A\": ", Type::dict) == "unable to evaluate string as dictionary");
  CHECK(refused("A=1 B", Type::dict) == "dictionary update sequence element #1 has length 1; 2 is required");
  CHECK(refused(Json::array(), Type::dict) == "<class 'list'> cannot be converted to a dict");
}

}  // namespace
}  // namespace slipway::ansible
