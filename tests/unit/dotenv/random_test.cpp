// Random values through the writer and the reader. DOTENV_VALUES says how many (2,000); `make fuzz` takes
// 100,000.
#include <array>
#include <catch2/catch_test_macros.hpp>
#include <cstdlib>
#include <random>

#include "dotenv/dotenv.hpp"
#include "dotenv/template.hpp"

using namespace slipway;

namespace {

int how_many() {
  const char* const given = std::getenv("DOTENV_VALUES");
  return given == nullptr ? 2000 : std::atoi(given);
}

/// What means something to some reader of env files, and characters of each length in UTF-8.
constexpr std::array<std::string_view, 36> pieces_of_values{"\\",
                                                            "\"",
                                                            "'",
                                                            "$",
                                                            "${",
                                                            "}",
                                                            "#",
                                                            " #",
                                                            " ",
                                                            "\n",
                                                            "\r",
                                                            "\t",
                                                            "0",
                                                            "134",
                                                            "042",
                                                            "n",
                                                            "a",
                                                            "=",
                                                            ":",
                                                            "`",
                                                            "!",
                                                            "~",
                                                            "%",
                                                            "\xc3\xbc",
                                                            "\xc2\x85",
                                                            "\xc2\xa0",
                                                            "\xe2\x80\xa8",
                                                            "\xef\xbb\xbf",
                                                            "\xf0\x9d\x84\x9e",
                                                            "\x01",
                                                            "\x1b",
                                                            "\x7f",
                                                            "-",
                                                            "{{",
                                                            "export ",
                                                            "X"};

/// Templates around the value of KEY.
constexpr std::array<std::string_view, 9> templates{"KEY=\n",
                                                    "export KEY=old\n",
                                                    "KEY = 'old'\n",
                                                    "KEY: old # note\n",
                                                    "KEY=\"old\nold\" # note\n",
                                                    "KEY= # note\n",
                                                    "KEY\n",
                                                    "\tKEY=old   \r\n",
                                                    "KEY=\"a\" OTHER=1\n"};

std::string any_value(std::mt19937& chance) {
  std::string value;
  for (auto pieces = chance() % 13; pieces > 0; --pieces)
    value += pieces_of_values.at(chance() % pieces_of_values.size());
  return value;
}

std::string read_back(const std::string& text) {
  const auto entries = parse_dotenv(text);
  if (!entries || entries->empty()) return "(cannot be read)";
  return dotenv_value(text, entries->front());
}

}  // namespace

TEST_CASE("random values read back as they were given", "[random]") {
  std::mt19937 chance(20251031);
  std::string wrong;
  for (int number = 0; number < how_many(); ++number) {
    const std::string value = any_value(chance);
    const std::string frame(templates.at(chance() % templates.size()));
    const auto rendered = render_dotenv(frame, {{"KEY", value}}, Undeclared::fail);
    if (read_back("KEY=" + quoted_dotenv_value(value) + "\n") != value || !rendered ||
        read_back(*rendered) != value)
      wrong += quoted_dotenv_value(value) + " in " + frame;
  }
  CHECK(wrong == "");
}
