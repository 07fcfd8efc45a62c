#include "stack/bring_up_options.hpp"

#include "util/seconds_range.hpp"

namespace slipway {

std::vector<ansible::Option<BringUpOptions>> bring_up_option_lines() {
  using ansible::option;
  std::vector<ansible::Option<BringUpOptions>> lines{
      option("strategy", &BringUpOptions::strategy, "service by service, or with one docker compose up")
          .choices({"recreate", "together"})
          .default_to("recreate"),
      option("probe", &BringUpOptions::probe,
             "who says that a container is well: its own health check, run at once, or the engine alone")
          .choices({"active", "engine"})
          .default_to("active"),
      option("timeout", &BringUpOptions::timeout, "seconds until the last service must be started")
          .default_to(600)};
  ansible::add_lines(lines, health_option_lines());
  return lines;
}

Expected<BringUpSettings> bring_up_settings(const BringUpOptions& options) {
  TRY(check_seconds("timeout", options.timeout, 1));
  BringUpSettings settings;
  settings.strategy = options.strategy == "together" ? Strategy::together : Strategy::recreate;
  settings.probe = options.probe == "engine" ? Probe::engine : Probe::active;
  settings.timeout = std::chrono::seconds(options.timeout);
  TRY_ASSIGN(settings.health, health_settings(options));
  return settings;
}

}  // namespace slipway
