#include "env_file/hidden_texts.hpp"

#include <catch2/catch_test_macros.hpp>

#include "unit/support/memory_files.hpp"

using namespace slipway;
using env_file::MaskOptions;
using env_file::texts_to_hide;
using Texts = std::vector<std::string>;

TEST_CASE("what only the server knows is hidden as well", "[hidden_texts]") {
  test::MemoryFiles files;
  files.put("/srv/.env", "A=\"p$$w\"\nB=plain\nEMPTY=\n");
  files.put("/srv/secrets/redis", "hunter2");
  MaskOptions options{
      {"given", ""}, "/srv/.env", {"A", "EMPTY", "ABSENT"}, {"/srv/secrets/redis", "/srv/secrets/absent"}};
  CHECK(texts_to_hide(options, files).value() == Texts{"given", "p$w", "hunter2"});
  options.mask_env_file = "/srv/absent";
  CHECK(texts_to_hide(options, files).value() == Texts{"given", "hunter2"});
}

TEST_CASE("a value behind export, and one with CRLF in it, are found as they were written",
          "[hidden_texts]") {
  test::MemoryFiles files;
  files.put("/srv/.env", "export A=hunter2\r\nB=\"two\\r\\nlines\"\n");
  CHECK(texts_to_hide({{}, "/srv/.env", {"A", "B"}, {}}, files).value() == Texts{"hunter2", "two\r\nlines"});
}

TEST_CASE("an env file that cannot be read is an error without its text", "[hidden_texts]") {
  test::MemoryFiles files;
  files.put("/srv/.env", "A='hunter2");
  const auto outcome = texts_to_hide({{}, "/srv/.env", {}, {}}, files);
  REQUIRE_FALSE(outcome);
  CHECK(outcome.error().message.find("mask_env_file '/srv/.env': line 1: ") == 0);
  CHECK(outcome.error().message.find("hunter2") == std::string::npos);
}
