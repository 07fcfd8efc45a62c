// What a rolling deploy will be told, before anything is touched.
#include "unit/stack_check/machine.hpp"

using namespace slipway;
using namespace slipway::stack_check_test;

namespace {

Json proxy(const Json& changes) {
  Json entry{{"service", "web"}, {"kind", "reload"}, {"command", {"nginx", "-s", "reload"}}};
  entry.update(changes);
  return {{"strategy", "rolling"}, {"proxy", Json::array({entry})}};
}

}  // namespace

TEST_CASE("a proxy that the stack has, and that serves what it has, is well", "[stack_check]") {
  Machine on;
  CHECK(on.message(proxy({{"backends", {"app"}}})) == all_is_well);
}

TEST_CASE("services that proxies name and the stack does not have are all told at once", "[stack_check]") {
  Machine on;
  const std::string said = on.message(proxy({{"service", "wbe"}, {"backends", {"ap"}}}));
  CHECK(said ==
        "2 things keep the deploy from working: (1) proxy: there is no service 'ap' in the compose files; "
        "correct its name; (2) proxy: there is no service 'wbe' in the compose files; correct its name");
  Json in_role = proxy({{"service", "wbe"}});
  in_role["words"] = "role";
  CHECK(on.message(in_role).starts_with("application_proxy: there is no service 'wbe'"));
}

TEST_CASE("a proxy that is told what its kind does not need, and not what it needs, is a problem",
          "[stack_check]") {
  Machine on;
  CHECK(on.message(proxy({{"kind", "haproxy"}}))
            .starts_with("proxy: kind haproxy needs socket, the path on the server"));
}

TEST_CASE("a canary needs a proxy that can share requests out", "[stack_check]") {
  Machine on;
  Json canary = proxy(Json::object());
  canary["strategy"] = "canary";
  CHECK(on.message(canary).starts_with("strategy canary needs a proxy that can share requests out"));
  canary["proxy"][0].update({{"kind", "haproxy"}, {"socket", "/run/admin.sock"}});
  CHECK(on.message(canary) == all_is_well);
}

TEST_CASE("a page that cannot be watched is a problem", "[stack_check]") {
  Machine on;
  CHECK(on.message({{"watch", {{"url", "http://localhost/"}}}}) == all_is_well);
  CHECK(on.message({{"watch", {{"url", "https://localhost/"}}}}).starts_with("watch: "));
  Json in_role{{"watch", {{"url", "http://localhost/"}, {"rate", 0}}}, {"words", "role"}};
  CHECK(on.message(in_role).starts_with("application_watch: rate is 0; give 1 to 1000 requests a second"));
}
