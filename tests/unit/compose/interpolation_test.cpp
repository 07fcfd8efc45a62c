#include "compose/interpolation.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace slipway;

namespace {

using Names = std::set<std::string>;
using Values = std::map<std::string, std::string>;

std::string refusal(const std::string& written, const std::string& wanted) {
  const auto values = variables_for(written, wanted);
  return values ? "none" : values.error().message;
}

}  // namespace

TEST_CASE("the variables of a text are found, nested ones too", "[interpolation]") {
  CHECK(variables_in("f:1").empty());
  CHECK(variables_in("$A/${B}:${C:-x}") == Names{"A", "B", "C"});
  CHECK(variables_in("${A:-${B:-$C}}") == Names{"A", "B", "C"});
  CHECK(variables_in("$$A $${B} $ ${} $") == Names{});
  CHECK(variables_in("$$$A") == Names{"A"});
}

TEST_CASE("the value of a variable is what the wanted tag leaves for it", "[interpolation]") {
  for (const std::string form :
       {"$T", "${T}", "${T:-1}", "${T-1}", "${T:?say it}", "${T?say it}", "${T:-${U:-1}}"})
    CHECK(variables_for(":" + form, ":2").value() == Values{{"T", "2"}});
  CHECK(variables_for(":v${T}-alpine", ":v2-alpine").value() == Values{{"T", "2"}});
  CHECK(variables_for("@${D}", "@sha256:ab").value() == Values{{"D", "sha256:ab"}});
  CHECK(variables_for("@sha256:${D}", "@sha256:ab").value() == Values{{"D", "ab"}});
  CHECK(variables_for(":${T}@${D}", ":2@sha256:ab").value() == Values{{"T", "2"}, {"D", "sha256:ab"}});
  CHECK(variables_for(":2@${D}", ":2@sha256:ab").value() == Values{{"D", "sha256:ab"}});
}

TEST_CASE("what no value of a variable brings about is refused with the reason", "[interpolation]") {
  CHECK(refusal(":v${A}.${B}", ":v2.0") == "it is made of several variables, A and B");
  CHECK(refusal(":v${T}", ":2") == "what is written out around the variable T differs from '2'");
  CHECK(refusal(":v${T}", ":v") == "what is written out around the variable T differs from 'v'");
  CHECK(refusal(":${T:+x}", ":2") == "'${T:+x}' does not stand for the value of its variable");
  CHECK(refusal(":$${T}", ":2") == "'$${T}' is written out in it");
  CHECK(refusal(":1@${D}", ":2@sha256:ab") == "'1' is written out in it");
  CHECK(refusal(":${T}@${T}", ":2@sha256:ab") == "the variable T would need two values");
  CHECK(refusal(":${T}", "@sha256:ab") == "it has a tag, which would stay");
  CHECK(refusal(":${T}", ":2@sha256:ab") == "it has no digest");
  CHECK(refusal("@${D}", ":2") == "it has no tag");
  CHECK(refusal(":${T}@${D}", ":2") == "it has a digest, which would stay");
}
