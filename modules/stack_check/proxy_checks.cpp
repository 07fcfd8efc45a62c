// What a rolling deploy will be told: proxies of services that the stack has, and a page that can be watched.
#include "stack/gap_warnings.hpp"
#include "stack/strategy.hpp"
#include "stack_check/situation.hpp"

namespace slipway::stack_check {

void check_rolling(Situation& situation, Findings& findings) {
  const Args& args = situation.args;
  const auto add = [&](const std::string& sentence, const char* remedy) {
    findings.add(situation.words.sentence(sentence), remedy);
  };
  if (const auto proxies = check_proxies(args.proxy); !proxies)
    add(proxies.error().message, "correct that entry");
  if (args.watch)
    if (const auto page = check_watched_page(*args.watch); !page) add(page.error().message, "correct it");
  if (const auto fit = check_strategy_proxies(strategy_of(args.strategy), args.proxy); !fit)
    add(fit.error().message, "or choose another strategy");
  std::set<std::string> services;
  for (const auto& [name, settings] : services_of(situation.config)) services.insert(name);
  if (services.empty()) return;  // nothing is known of them
  for (const auto& sentence : unknown_proxy_services(services, args.proxy)) add(sentence, "correct its name");
}

}  // namespace slipway::stack_check
