#include "stack/strategy.hpp"

#include <algorithm>
#include <array>

namespace slipway {
namespace {

struct Word {
  const char* word;
  Strategy strategy;
};

constexpr std::array known_words{Word{"recreate", Strategy::recreate}, Word{"rolling", Strategy::rolling},
                                 Word{"canary", Strategy::canary}, Word{"blue_green", Strategy::blue_green},
                                 Word{"together", Strategy::together}};

}  // namespace

std::vector<std::string> strategy_words() {
  std::vector<std::string> all;
  for (const auto& [word, strategy] : known_words) all.emplace_back(word);
  return all;
}

Strategy strategy_of(const std::string& word) {
  const auto* const found = std::find_if(known_words.begin(), known_words.end(),
                                         [&](const Word& known) { return known.word == word; });
  return found == known_words.end() ? Strategy::recreate : found->strategy;
}

void follow_strategy(Strategy strategy, UpRules& rules) {
  rules.is_rolling =
      strategy == Strategy::rolling || strategy == Strategy::canary || strategy == Strategy::blue_green;
}

Expected<void> check_swarm_strategy(Strategy strategy) {
  if (strategy == Strategy::recreate) return {};
  return fail(
      "strategy is for Docker Compose, and on a swarm each service says under deploy.update_config how it is "
      "updated; leave strategy out");
}

Expected<void> check_strategy_proxies(Strategy strategy, const std::vector<ProxySettings>& proxies) {
  if (strategy == Strategy::canary) return check_canary_proxies(proxies);
  if (strategy == Strategy::blue_green) return check_blue_green_proxies(proxies);
  return {};
}

}  // namespace slipway
