#include "util/wipe.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace slipway;

TEST_CASE("a wiped text leaves nothing in its memory", "[wipe]") {
  std::string text = "a secret of more bytes than a string keeps inside itself";
  const char* const memory = text.data();
  const std::size_t size = text.size();
  text.resize(3);  // what stood behind the end goes too
  wipe(text);
  CHECK(text.empty());
  // cppcheck-suppress invalidContainer ; it keeps its memory
  CHECK(std::string(memory, size) == std::string(size, '\0'));
}

TEST_CASE("a secret text that is moved is there once", "[wipe]") {
  SecretText first("hunter2");
  SecretText second(std::move(first));
  CHECK(second.view() == "hunter2");
  SecretText third;
  third = std::move(second);
  CHECK(third.view() == "hunter2");
  std::string clear = "hunter2";
  CHECK(SecretText::taken_from(clear).view() == "hunter2");
  CHECK(clear.empty());
}

TEST_CASE("a secret text that is cut keeps nothing of its end", "[wipe]") {
  SecretText text("hunter2");
  const char* const memory = text.data();
  text.truncate(3);
  CHECK(text.view() == "hun");
  CHECK(std::string(memory + 3, 4) == std::string(4, '\0'));
}
