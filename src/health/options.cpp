#include "health/options.hpp"

#include "health/http_option.hpp"
#include "util/seconds_text.hpp"

namespace slipway {
namespace {

Expected<void> check(const HealthOptions& options, const std::string& timeout_option) {
  const std::string timeout = std::to_string(options.health_timeout) + " s";
  if (options.health_timeout < 0 || options.health_timeout > longest_wait)
    return fail(timeout_option + " is " + timeout + "; give 0 to " + std::to_string(longest_wait));
  if (options.stable_for < 0) return fail("stable_for is negative; give 0 or more seconds");
  if (options.stable_for > 0 && options.stable_for >= options.health_timeout)
    return fail("stable_for is " + std::to_string(options.stable_for) + " s, which cannot pass within the " +
                timeout_option + " of " + timeout + "; raise " + timeout_option + ", or lower stable_for");
  if (options.max_restarts < 0) return fail("max_restarts is negative; give 0 or more");
  if (options.log_lines < 0) return fail("log_lines is negative; give 0 or more");
  if (options.watch) TRY(check_watched_page(*options.watch));
  return {};
}

}  // namespace

std::vector<ansible::Option<HealthOptions>> health_option_lines(const std::string& timeout_option) {
  using ansible::option;
  return {option(timeout_option, &HealthOptions::health_timeout, "seconds to wait for health at most")
              .default_to(120),
          option("stable_for", &HealthOptions::stable_for, "seconds to stay healthy without a break")
              .default_to(0),
          option("without_healthcheck", &HealthOptions::without_healthcheck,
                 "what a container without a health check needs")
              .choices({"running", "ignore", "fail"})
              .default_to("running"),
          option("max_restarts", &HealthOptions::max_restarts, "more restarts than this are a restart loop")
              .default_to(2),
          option("http", &HealthOptions::http, http_check_lines(),
                 "pages that have to answer once the containers are well, over plain HTTP"),
          option("watch", &HealthOptions::watch, watched_page_lines(),
                 "a page that is asked all the while, over plain HTTP"),
          option("log_lines", &HealthOptions::log_lines, "log lines to return of a container that fails")
              .default_to(20)};
}

Expected<HealthSettings> health_settings(const HealthOptions& options, const std::string& timeout_option) {
  TRY(check(options, timeout_option));
  HealthSettings settings;
  settings.limits.max_restarts = options.max_restarts;
  if (options.without_healthcheck == "ignore")
    settings.limits.without_healthcheck = WithoutHealthcheck::ignore;
  if (options.without_healthcheck == "fail") settings.limits.without_healthcheck = WithoutHealthcheck::fail;
  settings.timeout = options.health_timeout;
  settings.timeout_option = timeout_option;
  settings.stable_for = options.stable_for;
  settings.http = options.http;
  settings.log_lines = options.log_lines;
  return settings;
}

}  // namespace slipway
