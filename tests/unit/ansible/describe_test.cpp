#include "ansible/describe.hpp"

#include <catch2/catch_test_macros.hpp>

#include "unit/ansible/sample_spec.hpp"

namespace slipway::ansible {
namespace {

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST_CASE("--help tells a person every option and a call to start from", "[ansible]") {
  const std::string help = help_text(sample_spec().info());
  CHECK(holds(help, "sample: a module for tests"));
  CHECK(holds(help, "files (list of path, required)"));
  CHECK(holds(help, "Also called: path, file"));
  CHECK(holds(help, "missing (str, default \"fail\")"));
  CHECK(holds(help, "One of: fail, ok"));
  CHECK(holds(help, "secrets (dict, secret, default {})"));
  CHECK(holds(help, "At most one of: tag, digest"));
  CHECK(holds(help, R"(echo '{"image":"...","tag":"...","files":["..."],"_ansible_check_mode":true)"));
}

TEST_CASE("the table as JSON names all that a test compares", "[ansible]") {
  const Json spec = spec_as_json(sample_spec().info());
  CHECK(spec["module"] == "sample");
  CHECK(spec["options"][3].dump() ==
        R"({"name":"files","type":"list","elements":"path","default":null,"required":true,"choices":[],)"
        R"("aliases":["path","file"],"secret":false,"options":[],"required_one_of":[]})");
  CHECK(spec["mutually_exclusive"].dump() == R"([["tag","digest"]])");
  CHECK(spec["required_one_of"].dump() == R"([["tag","digest"]])");
}

}  // namespace
}  // namespace slipway::ansible
