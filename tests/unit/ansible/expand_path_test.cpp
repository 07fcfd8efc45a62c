#include "ansible/expand_path.hpp"

#include <catch2/catch_test_macros.hpp>

#include "unit/ansible/machine.hpp"

namespace slipway::ansible {
namespace {

std::string expanded(const std::string& text) {
  test::Machine machine;
  machine.files.put("/etc/passwd",
                    "root:x:0:0:root:/root:/bin/bash\nshort:x\ntop:x:7:7::/:/bin/sh\n"
                    "ci:x:1001:1001:CI:/var/lib/ci/:/bin/sh\n");
  return expand_path(text, machine.system);
}

TEST_CASE("variables of the environment stand for their values", "[ansible]") {
  CHECK(expanded("$STACKS/app") == "/srv/stacks/app");
  CHECK(expanded("${STACKS}x/$HOME") == "/srv/stacksx//home/deploy");
  CHECK(expanded("$STACKSx") == "$STACKSx");
}

TEST_CASE("what is no variable, or not set, stays as it is written", "[ansible]") {
  for (const char* text : {"", "$", "$$", "${", "${}", "${STACKS", "$UNSET/a", "${UNSET}", "a$", "$-"})
    CHECK(expanded(text) == text);
}

TEST_CASE("a tilde at the front is a home folder", "[ansible]") {
  CHECK(expanded("~") == "/home/deploy");
  CHECK(expanded("~/stack") == "/home/deploy/stack");
  CHECK(expanded("~root/x") == "/root/x");
  CHECK(expanded("~ci") == "/var/lib/ci");
  CHECK(expanded("~top") == "/");
  CHECK(expanded("~nobody-knows/x") == "~nobody-knows/x");
  CHECK(expanded("~short/x") == "~short/x");
  CHECK(expanded("a/~") == "a/~");
}

TEST_CASE("without HOME and without /etc/passwd a tilde stays", "[ansible]") {
  test::Machine machine;
  machine.system.environment.clear();
  CHECK(expand_path("~/x", machine.system) == "~/x");
  CHECK(expand_path("~root/x", machine.system) == "~root/x");
}

}  // namespace
}  // namespace slipway::ansible
