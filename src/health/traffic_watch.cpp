#include "health/traffic_watch.hpp"

#include "health/host_names.hpp"
#include "health/http_answer.hpp"
#include "health/http_checks.hpp"

namespace slipway {
namespace {

constexpr std::chrono::seconds longest_answer{10};
constexpr std::chrono::milliseconds between_looks{5};
constexpr long highest_rate = 1000;

HttpCheck check_of(const WatchedPage& page) {
  return {page.url, page.status, page.contains};
}

}  // namespace

std::vector<ansible::Option<WatchedPage>> watched_page_lines() {
  using ansible::option;
  return {option("url", &WatchedPage::url, "what to ask for, as http://localhost:8080/").required(),
          option("rate", &WatchedPage::rate, "requests a second").default_to(20),
          option("status", &WatchedPage::status, "the status that it has to answer").default_to(200),
          option("contains", &WatchedPage::contains, "a text that the answer has to contain"),
          option("max_failures", &WatchedPage::max_failures,
                 "more failed requests than this fail it; not given: they are only counted")};
}

Expected<void> check_watched_page(const WatchedPage& page) {
  TRY(http_states({check_of(page)}, "watch"));
  if (page.rate < 1 || page.rate > highest_rate)
    return fail("watch: rate is " + std::to_string(page.rate) + "; give 1 to " +
                std::to_string(highest_rate) + " requests a second");
  if (page.max_failures.value_or(0) < 0)
    return fail("watch: max_failures is negative; give 0 or more, or leave it out");
  return {};
}

Expected<TrafficWatch> TrafficWatch::begin(const WatchedPage& page, System& system,
                                           std::vector<std::string> mask) {
  TRY(check_watched_page(page));
  const HttpUrl url = *parse_http_url(page.url);
  HostNames hosts(system);
  const auto addresses = hosts.addresses(url.host, system.clock.steady() + longest_answer);
  if (!addresses) return fail("watch: the page " + page.url + " " + addresses.error().message);
  WatchOrder order;
  order.page = {*addresses, url.port, url.authority, url.target, !page.contains.empty()};
  order.rate = static_cast<double>(page.rate);
  order.patience = longest_answer;
  order.fault_of = [check = check_of(page), mask = std::move(mask)](const Expected<WebReply>& reply) {
    return slipway::fault_of(reply, check, mask);
  };
  TrafficWatch watch(page, system.web.watch(std::move(order)));
  const auto until = system.clock.steady() + longest_answer;
  while (watch.watch_->answered() == 0 && system.clock.steady() < until)
    system.clock.sleep_until(system.clock.steady() + between_looks);
  watch.was_well_ = watch.watch_->answered() > 0 && watch.watch_->failed() == 0;
  return watch;
}

bool TrafficWatch::has_failed_too_often() const {
  return was_well_ && page_.max_failures && watch_->failed() > *page_.max_failures;
}

bool TrafficWatch::await_first_good_answer(System& system, std::chrono::seconds longest) const {
  const auto answered_well = [&] { return watch_->answered() > watch_->failed(); };
  if (was_well_ || !page_.max_failures || answered_well()) return true;
  system.progress.say("waiting for " + page_.url + " to answer");
  const auto until = system.clock.steady() + longest;
  while (!answered_well() && system.clock.steady() < until)
    system.clock.sleep_until(system.clock.steady() + between_looks);
  return answered_well();
}

Traffic TrafficWatch::end() {
  return traffic_of(watch_->end(), page_.url);
}

std::optional<std::string> TrafficWatch::complaint(const WatchedPage& page, const Traffic& traffic) {
  if (!page.max_failures || traffic.failed <= *page.max_failures) return std::nullopt;
  return traffic_text(traffic) + ", and max_failures allows " + std::to_string(*page.max_failures);
}

}  // namespace slipway
