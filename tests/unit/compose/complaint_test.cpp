#include "compose/complaint.hpp"

#include <catch2/catch_test_macros.hpp>

#include "unit/support/memory_files.hpp"
#include "unit/support/unmarked.hpp"

namespace slipway {
namespace {

/// With this .env, or none.
std::string complaint(const std::string& errors, const char* env = nullptr,
                      const std::vector<std::string>& secrets = {}) {
  test::MemoryFiles files;
  if (env != nullptr) files.put("/srv/shop/.env", env);
  return slipway::without_marks(compose_complaint({15, "", errors}, "/srv/shop", secrets, files));
}

TEST_CASE("a complaint is one line without warnings and secrets", "[compose_complaint]") {
  CHECK(complaint("time=\"x\" level=warning msg=\"unset\"\nno port:\n  hunter22\n", nullptr, {"hunter22"}) ==
        "no port: ********");
  CHECK(complaint("").empty());
}

// The texts of Compose 2.26.1.
TEST_CASE("an unclosed value of an env file was quoted in an error", "[compose_complaint]") {
  CHECK(complaint("failed to read /srv/shop/.env: line 2: unterminated quoted value \"hunter2secret\n",
                  "A=\"hunter2secret\n") ==
        "failed to read /srv/shop/.env: line 2: unterminated quoted value");
  // of a service's env_file, which is not read here
  CHECK(complaint("line 2: unterminated quoted value 'hunter2 secret\nof two lines\n", "PORT=80\n") ==
        "line 2: unterminated quoted value");
  CHECK(complaint("line 2: unexpected character \"%\" in variable name \"hunter2%secret=3\"\n") ==
        "line 2: unexpected character \"%\" in variable name");
  CHECK(complaint("failed to read /srv/shop/app.env: Invalid template: \"${hunter2secret\"\n") ==
        "failed to read /srv/shop/app.env: Invalid template");
}

TEST_CASE("a value of .env that fits nowhere was quoted in an error", "[compose_complaint]") {
  for (const char* env :
       {"PORT=hunter2secret\n", "PORT = hunter2secret # note\r\n", "export PORT='hunter2secret'\n",
        "PORT: hunter2secret\n", "PORT=\"hunter2secret\" # note\n",
        "PORT=\"hunter2\\x73ecret\"\nPORT=hunter2secret", "A=\"never closed\nPORT=\"hunter2secret\n",
        "PORT=${X:-hunter2secret}\nB=hunter2secret"}) {
    INFO(env);
    CHECK(complaint("Invalid hostPort: hunter2secret\n", env) == "Invalid hostPort: ********");
  }
  CHECK(complaint("Invalid hostPort: two\nlines\n", "PORT=\"two\\nlines\"\n") ==
        "Invalid hostPort: ********");
}

TEST_CASE("an .env that cannot be read leaves the complaint as it is", "[compose_complaint]") {
  CHECK(complaint("Invalid hostPort: x\n", "\xff=\0") == "Invalid hostPort: x");
}

}  // namespace
}  // namespace slipway
