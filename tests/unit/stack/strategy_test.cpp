#include "stack/strategy.hpp"

#include <catch2/catch_test_macros.hpp>

#include "unit/support/unmarked.hpp"

using namespace slipway;

TEST_CASE("each word of the option is a strategy of its own", "[strategy]") {
  std::vector<Strategy> found;
  for (const auto& word : strategy_words()) found.push_back(strategy_of(word));
  CHECK(found == std::vector<Strategy>{Strategy::recreate, Strategy::rolling, Strategy::canary,
                                       Strategy::blue_green, Strategy::together});
}

TEST_CASE("what replaces containers one service at a time follows the rules for that", "[strategy]") {
  for (const auto& [strategy, rolls] : {std::pair{Strategy::recreate, false},
                                        {Strategy::rolling, true},
                                        {Strategy::canary, true},
                                        {Strategy::blue_green, true},
                                        {Strategy::together, false}}) {
    UpRules rules;
    follow_strategy(strategy, rules);
    CHECK(rules.is_rolling == rolls);
  }
}

TEST_CASE("a strategy that shares requests out or sends them over asks for such a proxy", "[strategy]") {
  ProxySettings labels;
  labels.kind = "labels";
  for (const auto strategy : {Strategy::recreate, Strategy::rolling, Strategy::together}) {
    CHECK(check_strategy_proxies(strategy, {}));
    CHECK(check_strategy_proxies(strategy, {labels}));
  }
  for (const auto strategy : {Strategy::canary, Strategy::blue_green}) {
    CHECK_FALSE(check_strategy_proxies(strategy, {}));
    CHECK_FALSE(check_strategy_proxies(strategy, {labels}));
    labels.kind = "haproxy";
    CHECK(check_strategy_proxies(strategy, {labels}));
    labels.kind = "labels";
  }
}
