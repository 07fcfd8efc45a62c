#include "dotenv/mask.hpp"

#include <catch2/catch_test_macros.hpp>

using slipway::DotenvEntry;
using slipway::masked_dotenv;

namespace {

const slipway::DotenvMask everything{[](const DotenvEntry&) { return std::string(slipway::masked_value); },
                                     [](std::string_view) { return false; },
                                     [](const DotenvEntry&) { return false; }};

}  // namespace

TEST_CASE("of a masked file only names and layout remain", "[dotenv_mask]") {
  CHECK(masked_dotenv("# a secret\nexport A=\"x\ny\" # another\n\n  B = 1\r\nBARE\nC=\n#end", everything) ==
        "# ********\nexport A=******** # ********\n\n  B = ********\r\n********\nC=********\n# ********");
}

TEST_CASE("what may be shown stays as it stands", "[dotenv_mask]") {
  const slipway::DotenvMask mask{[](const DotenvEntry& entry) -> std::optional<std::string> {
                                   if (entry.key == "A") return "hidden";
                                   return std::nullopt;
                                 },
                                 [](std::string_view comment) { return comment == "# known"; },
                                 [](const DotenvEntry&) { return true; }};
  CHECK(masked_dotenv("# known\nA=1 # other\nB=\"x # y\" # known  \n", mask) ==
        "# known\nA=hidden # ********\nB=\"x # y\" # known  \n");
}

TEST_CASE("a file that is no env file is not shown at all", "[dotenv_mask]") {
  const auto outcome = masked_dotenv("A='hunter2", everything);
  REQUIRE_FALSE(outcome);
  CHECK(outcome.error().message.find("hunter2") == std::string::npos);
}

TEST_CASE("what may be a piece of the value before it is masked whole", "[dotenv_mask]") {
  CHECK(masked_dotenv("A=\"x\" B=1 word # c\nC=1\\\nD=2\nE=3\nbare\n", everything) ==
        "A=******** ******** # ********\nC=********\n********\nE=********\n********\n");
}
