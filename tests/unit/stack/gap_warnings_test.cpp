// What a rolling deploy cannot do without a gap.
#include "stack/gap_warnings.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace slipway;

namespace {

using Sentences = std::vector<std::string>;

ProxySettings proxy(const std::string& service, const Sentences& backends = {}) {
  ProxySettings settings;
  settings.service = service;
  settings.kind = "reload";
  settings.backends = backends;
  return settings;
}

/// web depends on app, and app is replaced start-first.
struct Stack {
  UpPlan plan;
  ComposeModel model;

  Stack() {
    model.services["app"];
    model.services["web"].depends_on = {{"app"}};
    plan.replacements["app"] = {true, ""};
  }

  Sentences warnings(const std::vector<ProxySettings>& proxies = {}) const {
    return gap_warnings(plan, model, proxies);
  }
};

const std::string gap =
    "service app: there will be a gap, since no proxy is told of its new containers; who has looked its name "
    "up "
    "before asks the old ones (proxy)";

}  // namespace

TEST_CASE("a service that others ask, and of which no proxy is told, has a gap", "[gap_warnings]") {
  Stack on;
  CHECK(on.warnings() == Sentences{gap});
  CHECK(on.warnings({proxy("web", {"other"})}) == Sentences{gap});
}

TEST_CASE("a service of which a proxy is told, or that is one, has no gap", "[gap_warnings]") {
  Stack on;
  CHECK(on.warnings({proxy("web")}).empty());
  CHECK(on.warnings({proxy("web", {"other"}), proxy("web", {"app"})}).empty());
  CHECK(on.warnings({proxy("app", {"other"})}).empty());
}

TEST_CASE("a service that nobody asks has no gap", "[gap_warnings]") {
  Stack on;
  on.model.services["web"].depends_on.clear();
  CHECK(on.warnings().empty());
}

TEST_CASE("a service that is stop-first is away anyway, as its own line says", "[gap_warnings]") {
  Stack on;
  on.plan.replacements["app"].start_first = false;
  CHECK(on.warnings().empty());
  on.plan.replacements.clear();
  CHECK(on.warnings().empty());
}

TEST_CASE("a failure_action that a release does not follow is told", "[gap_warnings]") {
  Stack on;
  for (const char* action : {"pause", "continue"}) {
    on.model.services["app"].replacement.update.failure_action = action;
    CHECK(on.warnings({proxy("web")}) ==
          Sentences{"service app: update_config.failure_action " + std::string(action) +
                    " is not followed; a release that fails is put back"});
  }
  on.model.services["app"].replacement.update.failure_action = "rollback";
  CHECK(on.warnings({proxy("web")}).empty());
  on.model.services["web"].replacement.update.failure_action = "pause";  // it is not replaced
  CHECK(on.warnings({proxy("web")}).empty());
}

TEST_CASE("services of the option proxy that the stack does not have are named", "[gap_warnings]") {
  const std::set<std::string> services{"app", "web"};
  CHECK(unknown_proxy_services(services, {proxy("web", {"app"}), proxy("")}).empty());
  const auto unknown = unknown_proxy_services(services, {proxy("wbe", {"app", "ap"})});
  REQUIRE(unknown.size() == 2);
  for (const auto& sentence : unknown) CHECK(sentence.starts_with("proxy: there is no service '"));
  CHECK(unknown[0].find("ap") != std::string::npos);
  CHECK(unknown[1].find("wbe") != std::string::npos);
}
