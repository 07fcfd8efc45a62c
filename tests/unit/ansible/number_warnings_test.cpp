#include "ansible/number_warnings.hpp"

#include <catch2/catch_test_macros.hpp>

#include "unit/ansible/sample_spec.hpp"

namespace slipway::ansible {
namespace {

struct Texts {
  Json values;
  std::vector<std::string> list;
};

SpecInfo spec() {
  auto lines = sample_spec().info();
  lines.options.push_back(option("values", &Texts::values, "texts").texts().info);
  lines.options.push_back(option("list", &Texts::list, "texts").info);
  return lines;
}

const std::string floating =
    " came as a floating-point number, and may have been written otherwise (1.10 comes as 1.1); write it in "
    "quotes";
const std::string octal =
    " came as a number that YAML makes of a file mode (0644 comes as 420); write it in quotes, as the one "
    "that is "
    "meant";

using Warnings = std::vector<std::string>;

TEST_CASE("a number that YAML has read otherwise came without a word", "[ansible]") {
  CHECK(number_warnings(spec(), Json{{"tag", 1.1}}) == Warnings{"tag" + floating});
  CHECK(number_warnings(spec(), Json{{"pass", 1.5}}) == Warnings{"password" + floating});
  CHECK(number_warnings(spec(), Json{{"list", {"a", 1e5}}}) == Warnings{"list" + floating});
  CHECK(number_warnings(spec(), Json{{"values", {{"VERSION", 1.1}, {"MODE", 0644}, {"PORT", 6379}}}}) ==
        Warnings{"values: VERSION" + floating, "values: MODE" + octal});
}

TEST_CASE("texts, whole numbers, and numbers where none is a text are no warning", "[ansible]") {
  const Json fine{
      {"tag", "1.10"}, {"lines", 420}, {"image", 83}, {"values", {{"A", "0644"}, {"B", 83}, {"C", true}}}};
  CHECK(number_warnings(spec(), fine).empty());
  CHECK(number_warnings(spec(), Json{{"secrets", {{"A", 1.5}}}}).empty());  // a dict of anything
}

}  // namespace
}  // namespace slipway::ansible
