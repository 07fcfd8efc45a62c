#include "health/http_checks.hpp"

#include <algorithm>

#include "util/foreign.hpp"

namespace slipway {
namespace {

using namespace std::chrono_literals;

constexpr auto pause_between = 1s;
constexpr auto longest_try = 5s;
constexpr auto shortest_try = 1s;  // a try of a few milliseconds says nothing

}  // namespace

Expected<std::vector<HttpCheckState>> http_states(const std::vector<HttpCheck>& checks,
                                                  const std::string& option) {
  std::vector<HttpCheckState> states;
  for (const auto& check : checks) {
    auto url = parse_http_url(check.url);
    if (!url) return fail_while(option, url.error());
    if (check.status < 200 || check.status > 599)
      return fail(option + ": the status of '" + foreign(check.url) + "' is " + std::to_string(check.status) +
                  "; give 200 to 599");
    states.push_back({check, std::move(*url), {}, false, {}});
  }
  return states;
}

HttpChecks::HttpChecks(std::vector<HttpCheckState>& states, System& system,
                       const std::vector<std::string>& mask, TimeLimits limits)
    : states_(states),
      system_(system),
      mask_(mask),
      limits_(limits),
      hosts_(system),
      attempts_(states.size()) {}

/// A try that the deadline cut short, and that came to nothing, says less than what was found before it.
void HttpChecks::end_attempt(Attempt& current, HttpCheckState& state, const Expected<WebReply>& answer) {
  const TimePoint now = system_.clock.steady();
  const bool cut_short = !answer && now >= current.until && current.until - current.began < longest_try;
  if (!cut_short || state.problem.empty()) take_answer(answer, state, mask_);
  current.request.reset();
  current.due = now + pause_between;
}

void HttpChecks::take_answers() {
  for (std::size_t i = 0; i < attempts_.size(); ++i)
    if (attempts_[i].request && attempts_[i].request->outcome())
      end_attempt(attempts_[i], states_[i], *attempts_[i].request->outcome());
}

void HttpChecks::go_on() {
  take_answers();
  for (std::size_t i = 0; i < attempts_.size(); ++i)
    if (!attempts_[i].request && system_.clock.steady() >= attempts_[i].due) start(states_[i], attempts_[i]);
}

void HttpChecks::start(HttpCheckState& state, Attempt& next) {
  const auto addresses = hosts_.addresses(state.url.host, limits_.last_answer);
  next.began = system_.clock.steady();
  if (!addresses) {
    take_answer(tl::unexpected(addresses.error()), state, mask_);
    next.due = next.began + pause_between;
    return;
  }
  next.until = std::max(std::min(next.began + longest_try, limits_.deadline),
                        std::min(next.began + shortest_try, limits_.last_answer));
  next.request = system_.web.get({.addresses = *addresses,
                                  .port = state.url.port,
                                  .host = state.url.authority,
                                  .target = state.url.target,
                                  .with_body = !state.check.contains.empty()},
                                 next.until);
}

void HttpChecks::last_try() {
  take_answers();
  const TimePoint now = system_.clock.steady();
  for (std::size_t i = 0; i < attempts_.size(); ++i) {
    Attempt& current = attempts_[i];
    if (current.request && current.until > now) continue;  // it began just now
    if ((current.request || !states_[i].ok) && now < limits_.last_answer) start(states_[i], current);
    if (!current.request && !states_[i].ok && states_[i].problem.empty())
      take_answer(fail("was not tried, since the engine took all the time"), states_[i], mask_);
  }
  finish();
}

void HttpChecks::finish() {
  for (std::size_t i = 0; i < attempts_.size(); ++i) {
    const auto& request = attempts_[i].request;
    if (!request) continue;
    while (!request->outcome() && system_.clock.steady() < attempts_[i].until)
      system_.web.wait(attempts_[i].until);
    if (!request->outcome()) system_.web.wait(system_.clock.steady());  // the timer of the last moment
    const Expected<WebReply> late = fail("did not answer in time");
    end_attempt(attempts_[i], states_[i], request->outcome().value_or(late));
  }
}

void HttpChecks::reset() {
  for (auto& current : attempts_) current = {};
  for (auto& state : states_) {
    state.status.reset();
    state.ok = false;
    state.problem.clear();
  }
}

bool HttpChecks::all_ok() const {
  return std::all_of(states_.begin(), states_.end(), [](const auto& state) { return state.ok; });
}

bool HttpChecks::in_doubt_since(TimePoint then) const {
  return std::any_of(attempts_.begin(), attempts_.end(),
                     [&](const auto& current) { return current.request && current.began < then; });
}

HttpChecks::TimePoint HttpChecks::due() const {
  TimePoint soonest = TimePoint::max();
  for (const auto& [request, due, began, until] : attempts_) {
    const bool answered = request && request->outcome();
    soonest = std::min(soonest, answered ? TimePoint::min() : request ? until : due);
  }
  return soonest;
}

}  // namespace slipway
