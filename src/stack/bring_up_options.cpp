#include "stack/bring_up_options.hpp"

#include <charconv>

#include "util/foreign.hpp"
#include "util/seconds_range.hpp"

namespace slipway {
namespace {

Expected<CanarySettings> canary_settings(const BringUpOptions& options) {
  TRY(check_seconds("step_for", options.step_for, 0));
  CanarySettings canary{{}, std::chrono::seconds(options.step_for)};
  for (const auto& step : options.steps) {
    long percent = 0;
    const auto [end, code] = std::from_chars(step.data(), step.data() + step.size(), percent);
    if (code != std::errc() || end != step.data() + step.size() || percent < 1 || percent > 99)
      return fail("steps holds '" + foreign(step) + "'; give percentages of 1 to 99, as [10, 50]");
    canary.steps.push_back(percent);
  }
  return canary;
}

}  // namespace

std::vector<ansible::Option<BringUpOptions>> bring_up_option_lines() {
  using ansible::option;
  std::vector<ansible::Option<BringUpOptions>> lines{
      option("strategy", &BringUpOptions::strategy,
             "service by service, the new containers before the old ones go, or with one docker compose up")
          .choices(strategy_words())
          .default_to("recreate"),
      option("probe", &BringUpOptions::probe,
             "who says that a container is well: its own health check, run at once, or the engine alone")
          .choices({"active", "engine"})
          .default_to("active"),
      option("timeout", &BringUpOptions::timeout, "seconds until the last service must be started")
          .default_to(600),
      option("proxy", &BringUpOptions::proxy, proxy_lines(),
             "proxies that are told of new containers in a rolling deploy"),
      option("steps", &BringUpOptions::steps,
             "of strategy canary: how many of a hundred requests go to the new containers, one step after "
             "the other")
          .default_to(ansible::Json{"10", "50"}),
      option("step_for", &BringUpOptions::step_for, "of strategy canary: seconds that each step is looked at")
          .default_to(30),
      option("keep_old", &BringUpOptions::keep_old,
             "of strategy blue_green: seconds that the old containers run on behind the switch")
          .default_to(30),
      registries_option(&BringUpOptions::registries)};
  ansible::add_lines(lines, health_option_lines());
  return lines;
}

Expected<BringUpSettings> bring_up_settings(const BringUpOptions& options) {
  TRY(check_seconds("timeout", options.timeout, 1));
  BringUpSettings settings;
  settings.strategy = strategy_of(options.strategy);
  settings.probe = options.probe == "engine" ? Probe::engine : Probe::active;
  settings.timeout = std::chrono::seconds(options.timeout);
  TRY(check_proxies(options.proxy));
  TRY(check_strategy_proxies(settings.strategy, options.proxy));
  TRY(check_seconds("keep_old", options.keep_old, 0));
  settings.keep_old = std::chrono::seconds(options.keep_old);
  TRY_ASSIGN(settings.canary, canary_settings(options));
  settings.proxies = options.proxy;
  settings.registries = options.registries;
  settings.watch = options.watch;
  TRY_ASSIGN(settings.health, health_settings(options));
  return settings;
}

}  // namespace slipway
