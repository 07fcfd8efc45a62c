#include <catch2/catch_test_macros.hpp>
#include <random>

#include "dotenv/dotenv.hpp"

namespace {

std::string read_back(const std::string& written) {
  const std::string text = "KEY=" + written + "\nNEXT=1\n";
  const auto entries = slipway::parse_dotenv(text);
  REQUIRE(entries);
  REQUIRE(entries->size() == 2);
  return slipway::dotenv_value(text, entries->front());
}

}  // namespace

TEST_CASE("a quoted value is written with the escapes that every Compose knows", "[dotenv]") {
  CHECK(slipway::quoted_dotenv_value("p$w\"\\x\r\n'# y") == R"("p$$w\0042\0134x\r\n'# y")");
  CHECK(slipway::quoted_dotenv_value("") == "\"\"");
}

TEST_CASE("only words that mean the same everywhere stay plain", "[dotenv]") {
  for (const char* plain : {"", "word", "base64:abc+/=", "a,b", "/run/x.sock", "50%", "me@host", "-1.5_e"})
    CHECK(slipway::is_plain_dotenv_value(plain));
  for (const char* other :
       {" ", "a b", "#", "a#b", "'", "\"", "\\", "$", "~", "*", "`", "!", ";", "&", "ü", "{}"})
    CHECK_FALSE(slipway::is_plain_dotenv_value(other));
}

TEST_CASE("names", "[dotenv]") {
  for (const char* name : {"A", "_a1", "a.b", "A-B", "a[1]"}) CHECK(slipway::is_dotenv_key(name));
  for (const char* name : {"", "1A", "A B", "A=", "Ä", "A\n", "#A", "A:"})
    CHECK_FALSE(slipway::is_dotenv_key(name));
}

TEST_CASE("what no env file can carry is refused without showing it", "[dotenv]") {
  using slipway::check_dotenv_value;
  CHECK(check_dotenv_value("ünï → 𝄞"));
  CHECK_FALSE(check_dotenv_value(std::string("a\0b", 3)));
  for (const char* bytes :
       {"\xff", "\xc0\x80", "\xe0\x80\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x82"})
    CHECK_FALSE(check_dotenv_value(bytes));
  CHECK(check_dotenv_value("hunter2\xff").error().message.find("hunter2") == std::string::npos);
}

TEST_CASE("any value reads back as it was given", "[dotenv]") {
  constexpr std::string_view pieces_of_values[] = {
      "\\", "\"", "'", "$", "{", "}", "#", " ", "\n",     "\r",     "\t", "0",    "1",
      "7",  "n",  "a", "=", ":", "`", "!", "ü", "\u00a0", "\u2028", "𝄞",  "\x01", "-"};
  std::mt19937 random(20251031);
  std::uniform_int_distribution<std::size_t> piece(0, std::size(pieces_of_values) - 1);
  std::uniform_int_distribution<int> length(0, 12);
  for (int round = 0; round < 20000; ++round) {
    std::string value;
    for (int i = length(random); i > 0; --i) value += pieces_of_values[piece(random)];
    const bool plain = slipway::is_plain_dotenv_value(value);
    if (read_back(slipway::quoted_dotenv_value(value)) != value || (plain && read_back(value) != value))
      FAIL("does not read back: " << value);
  }
}
