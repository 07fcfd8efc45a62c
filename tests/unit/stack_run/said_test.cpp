#include <catch2/catch_test_macros.hpp>

#include "stack_run/stack_run.hpp"

using namespace slipway;
using stack_run::last_lines;
using Lines = std::vector<std::string>;

TEST_CASE("the last twenty lines are kept, without blank ones", "[stack_run]") {
  std::string text;
  for (int i = 1; i <= 30; ++i) text += "line " + std::to_string(i) + "\r\n\n  \n";
  const auto lines = last_lines({text, false}, {});
  REQUIRE(lines.size() == 20);
  CHECK(lines.front() == "line 11");
  CHECK(lines.back() == "line 30");
  CHECK(last_lines({"", false}, {}).empty());
}

TEST_CASE("what Compose says of networks, volumes and containers is left out", "[stack_run]") {
  const std::string text =
      " Network shop_default  Creating\n Network shop_default  Created\n Volume \"shop_data\"  Creating\n"
      " Container shop-app-run-1  Creating\n Container shop-app-run-1  Created\ngoing\n"
      "Container of 20 feet Created\nUser Created\n";
  CHECK(last_lines({text, false}, {}) == Lines{"going", "Container of 20 feet Created", "User Created"});
}

TEST_CASE("a secret is masked wherever the output was cut", "[stack_run]") {
  const Lines hidden{"hunter22", "two words\nin lines"};
  CHECK(last_lines({"the key is hunter22!\n", false}, hidden) == Lines{"the key is ********!"});
  CHECK(last_lines({"two words\nin lines\n", false}, hidden) == Lines{"********"});
  // The beginning of the tail may be the end of a secret, also of one with several lines.
  CHECK(last_lines({"ter22 and more\nbut this line is whole\n", true}, {"hunter22"}) ==
        Lines{"but this line is whole"});
  CHECK(last_lines({"ords\nin lines\nand what follows\nnext\n", true}, {"two words\nin lines"}) ==
        Lines{"next"});
}

TEST_CASE("a line longer than what is kept is not shown at all", "[stack_run]") {
  const std::string text = "ter22" + std::string(4096, 'x');
  CHECK(last_lines({text, true}, {"hunter22"}) == Lines{"(a line of more than 4 KiB, not shown)"});
  CHECK(last_lines({text + "\n", true}, {"hunter22"}) == Lines{"(a line of more than 4 KiB, not shown)"});
}

TEST_CASE("a long line is cut inside no character, once its secrets are masked", "[stack_run]") {
  const auto lines = last_lines({std::string(1999, 'x') + "\xC3\xB6 and more\n", false}, {});
  CHECK(lines == Lines{std::string(1999, 'x') + "…"});
  const auto masked = last_lines({std::string(1995, 'x') + "hunter22\n", false}, {"hunter22"});
  CHECK(masked == Lines{std::string(1995, 'x') + "*****" + "…"});
}
