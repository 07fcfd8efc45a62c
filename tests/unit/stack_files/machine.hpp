// A server in memory, and stack_files called on it.
#pragma once

#include <catch2/catch_test_macros.hpp>

#include "stack_files/stack_files.hpp"
#include "unit/support/stack_machine.hpp"

namespace slipway::stack_files_test {

inline ansible::Json file(const std::string& path, const std::string& content,
                          const std::string& mode = "0644") {
  return {{"path", path}, {"content", content}, {"mode", mode}};
}

struct Machine : test::StackMachine {
  Machine() { files.put("/srv/shop/base.yml", "services: {}\n", 0640); }

  Expected<ansible::Result> call(const std::vector<ansible::Json>& list, bool check = false,
                                 const std::string& src = "/srv/shop") {
    const auto module = stack_files::module();
    return run(module, module.spec.fill({{"project_src", src}, {"files", ansible::Json(list)}}), check);
  }

  /// In check mode, for real, and once more; the last one changes nothing.
  ansible::Result settle(const std::vector<ansible::Json>& list, const std::string& src = "/srv/shop") {
    const auto previewed = call(list, true, src);
    INFO((previewed ? "" : previewed.error().message));
    REQUIRE(previewed);
    CHECK(files.changes.empty());
    const auto first = call(list, false, src);
    REQUIRE(first);
    CHECK(first->changed == previewed->changed);
    CHECK(first->values == previewed->values);
    const auto second = call(list, false, src);
    REQUIRE(second);
    CHECK_FALSE(second->changed);
    CHECK(files.changes.empty());
    return *first;
  }

  std::string refusal(const std::vector<ansible::Json>& list, const std::string& src = "/srv/shop") {
    const auto result = call(list, false, src);
    CHECK(files.changes.empty());
    return result ? "(placed)" : result.error().message;
  }
};

}  // namespace slipway::stack_files_test
