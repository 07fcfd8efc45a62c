// A machine with two accounts: root (0) and deploy (1000).
#pragma once

#include "system/users.hpp"
#include "util/foreign.hpp"

namespace slipway::test {

class FakeUsers final : public Users {
 public:
  Expected<uid_t> user_id(const std::string& name) override { return id("user", name); }
  Expected<gid_t> group_id(const std::string& name) override { return id("group", name); }

 private:
  static Expected<unsigned> id(const std::string& what, const std::string& name) {
    if (name == "root") return 0U;
    if (name == "deploy") return 1000U;
    return fail("there is no " + what + " '" + foreign(name) + "'");
  }
};

}  // namespace slipway::test
