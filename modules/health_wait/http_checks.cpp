#include "health_wait/http_checks.hpp"

#include <algorithm>

#include "stack/excerpt.hpp"

namespace slipway::health_wait {
namespace {

using namespace std::chrono_literals;

constexpr auto pause_between = 1s;
constexpr auto longest_try = 5s;
constexpr auto shortest_try =
    2s;  // beyond the deadline, if it must be: a try of a few milliseconds says nothing

std::string wrong_status(const WebReply& reply, long expected) {
  std::string words = "answered " + std::to_string(reply.status) + ", expected " + std::to_string(expected);
  if (!reply.location.empty())
    words += " (it redirects to " + excerpt(reply.location) + ", which is not followed)";
  return words;
}

/// What is wrong with the answer; empty when nothing is.
std::string fault_in(const WebReply& reply, const HttpCheck& check, const std::vector<std::string>& mask) {
  if (reply.status != check.status) return wrong_status(reply, check.status);
  if (reply.body.find(check.contains) != std::string::npos) return "";
  const std::string begins = excerpt(masked(reply.body, mask));
  return "answered " + std::to_string(reply.status) + ", but does not contain '" + check.contains + "'" +
         (begins.empty() ? ": it is empty" : "; it begins with: " + begins);
}

void take(const Expected<WebReply>& reply, HttpState& state, const std::vector<std::string>& mask) {
  state.status = reply ? std::optional(reply->status) : std::nullopt;
  state.problem = reply ? fault_in(*reply, state.check, mask) : reply.error().message;
  state.ok = state.problem.empty();
}

}  // namespace

Expected<std::vector<HttpState>> http_states(const std::vector<HttpCheck>& checks) {
  std::vector<HttpState> states;
  for (const auto& check : checks) {
    auto url = parse_http_url(check.url);
    if (!url) return fail_while("http", url.error());
    if (check.status < 200 || check.status > 599)
      return fail("http: the status of '" + check.url + "' is " + std::to_string(check.status) +
                  "; give 200 to 599");
    states.push_back({check, std::move(*url), {}, {}, false, {}});
  }
  return states;
}

HttpChecks::HttpChecks(std::vector<HttpState>& states, System& system, const std::vector<std::string>& mask,
                       TimePoint deadline)
    : states_(states), system_(system), mask_(mask), deadline_(deadline), tries_(states.size()) {}

void HttpChecks::go_on() {
  for (std::size_t i = 0; i < tries_.size(); ++i) {
    Try& current = tries_[i];
    if (current.request && current.request->outcome()) {
      take(*current.request->outcome(), states_[i], mask_);
      current = {nullptr, system_.clock.steady() + pause_between, {}};
    }
    if (!current.request && system_.clock.steady() >= current.due) start(states_[i], current);
  }
}

void HttpChecks::start(HttpState& state, Try& next) {
  if (state.addresses.empty()) {
    auto addresses = addresses_of(state.url.host, system_.processes, system_.environment);
    if (!addresses) {
      take(tl::unexpected(addresses.error()), state, mask_);
      next.due = system_.clock.steady() + pause_between;
      return;
    }
    state.addresses = std::move(*addresses);
  }
  next.until = std::max(std::min(system_.clock.steady() + longest_try, deadline_),
                        system_.clock.steady() + shortest_try);
  next.request = system_.web.get({.addresses = state.addresses,
                                  .port = state.url.port,
                                  .host = state.url.authority,
                                  .target = state.url.target,
                                  .with_body = !state.check.contains.empty()},
                                 next.until);
}

void HttpChecks::reset() {
  for (auto& current : tries_) current = {};
  for (auto& state : states_) {
    state.status.reset();
    state.ok = false;
    state.problem.clear();
  }
}

bool HttpChecks::all_ok() const {
  return std::all_of(states_.begin(), states_.end(), [](const auto& state) { return state.ok; });
}

HttpChecks::TimePoint HttpChecks::due() const {
  TimePoint soonest = TimePoint::max();
  for (const auto& current : tries_)
    if (!current.request) soonest = std::min(soonest, current.due);
  return soonest;
}

void HttpChecks::finish() {
  for (std::size_t i = 0; i < tries_.size(); ++i) {
    auto& [request, due, until] = tries_[i];
    if (!request) continue;
    while (!request->outcome() && system_.clock.steady() < until) system_.web.wait(until);
    // The timer of the last moment may not have gone off yet.
    const Expected<WebReply> late = fail("did not answer in time");
    take(request->outcome().value_or(late), states_[i], mask_);
    request.reset();
  }
}

}  // namespace slipway::health_wait
