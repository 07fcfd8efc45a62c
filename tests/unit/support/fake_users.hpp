// A machine with two accounts: root (0) and deploy (1000).
#pragma once

#include "system/users.hpp"
#include "util/foreign.hpp"

namespace slipway::test {

class FakeUsers final : public Users {
 public:
  Expected<uid_t> user_id(const std::string& name) override { return id("user", name); }
  Expected<gid_t> group_id(const std::string& name) override { return id("group", name); }
  std::optional<std::string> user_name(uid_t uid) override {
    if (uid == 0) return "root";
    return uid == 1000 ? std::optional<std::string>("deploy") : std::nullopt;
  }
  Identity self() override { return me; }

  Identity me{0, 0, {}, true};

 private:
  static Expected<unsigned> id(const std::string& what, const std::string& name) {
    if (name == "root") return 0U;
    if (name == "deploy") return 1000U;
    return fail("there is no " + what + " '" + foreign(name) + "'");
  }
};

}  // namespace slipway::test
