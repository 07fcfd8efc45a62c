#include "health/container_verdict.hpp"

#include <algorithm>

#include "util/excerpt.hpp"

namespace slipway {
namespace {

using namespace std::chrono_literals;
using TimePoint = std::chrono::steady_clock::time_point;

constexpr auto restore_time = 10s;
constexpr auto restart_time = 1s;
constexpr auto probe_look_interval = 1s;
constexpr auto shortest_pause = 1ms;  // when that look is late already
constexpr auto steady_at_first = 1s;
constexpr auto steady_after_restart = 10s;

ContainerVerdict ready() {
  return {HealthState::ready, "", {}};
}
ContainerVerdict failed(std::string reason) {
  return {HealthState::failed, std::move(reason), {}};
}
ContainerVerdict waiting(std::string reason, std::optional<TimePoint> look_again = {}) {
  return {HealthState::waiting, std::move(reason), look_again};
}

std::string exit_words(const Container& container) {
  return (container.oom_killed && container.exit_code != 0 ? "ran out of memory and exited with code "
                                                           : "exited with code ") +
         std::to_string(container.exit_code);
}

std::string last_probe_words(const Container& container) {
  if (container.probes.empty()) return "no health probe has ended yet";
  const HealthProbe& probe = container.probes.back();
  if (probe.exit_code == 0) return "the last health probe passed";
  const std::string said = excerpt(probe.output);
  return "the last health probe failed with code " + std::to_string(probe.exit_code) +
         (said.empty() ? " and no output" : " and said: " + said);
}

bool may_be_restarted(const Container& container) {
  if (container.restart_policy == "on-failure")
    return container.exit_code != 0 &&
           (container.maximum_retries == 0 || container.restarts < container.maximum_retries);
  return container.restart_policy != "no";
}

std::string why_not_restarted(const Container& container) {
  if (container.restart_policy == "no") return "it has no restart policy";
  if (may_be_restarted(container))
    return "it was stopped, and the engine restarts no container that was stopped by hand";
  if (container.exit_code == 0) return "its restart policy on-failure does not restart it after code 0";
  return "all retries of its restart policy are used up (" + std::to_string(container.maximum_retries) + ")";
}

ContainerVerdict judge_end(const Container& container, const ContainerHistory& history, bool must_complete,
                           TimePoint now) {
  const bool good_end = container.exit_code == 0 && container.error.empty();
  if (good_end && must_complete) return ready();
  if (history.killed) {
    const TimePoint replaced_by = history.ended.value_or(now) + replacement_time;
    const std::string reason = "was stopped by hand during the wait (" + exit_words(container) + ")";
    return now < replaced_by ? waiting(reason, replaced_by) : failed(reason);
  }
  if (good_end && container.restart_policy == "no") return ready();
  const TimePoint restarted_by = history.engine_back ? *history.engine_back + restore_time
                                                     : history.ended.value_or(TimePoint{}) + restart_time;
  if (may_be_restarted(container) && now < restarted_by)
    return waiting(exit_words(container) + ", and the engine may still restart it", restarted_by);
  if (!container.error.empty()) return failed("could not be started: " + excerpt(container.error));
  return failed(exit_words(container) + ": " + why_not_restarted(container));
}

ContainerVerdict judge_health(const Container& container, const ContainerHistory& history, TimePoint now) {
  if (container.health == "healthy") return ready();
  if (container.health != "unhealthy") return history.passed ? ready() : waiting(not_healthy_yet(container));
  const bool is_known = history.known_probe == probe_mark(container);
  if (is_known && history.passed) return ready();
  const std::string reason = "is unhealthy after " + std::to_string(container.failing_streak) +
                             " failed probes: " + last_probe_words(container);
  // The engine sends no event when a further probe says the same, so somebody has to look.
  const auto next_look = std::max(history.looked + probe_look_interval, now + shortest_pause);
  return is_known ? waiting(reason, next_look) : failed(reason);
}

ContainerVerdict judge_running(const Container& container, const ContainerHistory& history, TimePoint now) {
  const auto enough = container.restarts > 0 ? steady_after_restart : steady_at_first;
  const TimePoint steady_at = history.running_since + enough;
  if (now >= steady_at) return ready();
  return waiting("has been running for less than " + std::to_string(enough.count()) + " s" +
                     (container.restarts > 0 ? " since its last restart" : ""),
                 steady_at);
}

std::string crash_words(const Container& container, const ContainerHistory& history) {
  const long restarts = container.restarts - history.restarts_before;
  return "is in a restart loop: the engine restarted it " + std::to_string(restarts) +
         (restarts == 1 ? " time" : " times") +
         (container.status == "restarting" ? ", and last it " + exit_words(container)
          : container.oom_killed           ? ", and last it ran out of memory"
                                           : "");
}

}  // namespace

std::string not_healthy_yet(const Container& container) {
  return "is running but not healthy yet: " + last_probe_words(container);
}

ContainerVerdict judge_for_dependent(const Container& container, const ContainerHistory& history,
                                     const HealthLimits& limits, DependencyCondition condition,
                                     bool must_complete, TimePoint now) {
  if (condition == DependencyCondition::completed) return judge(container, history, limits, true, now);
  const bool runs = container.status == "running" || container.status == "restarting";
  if (condition == DependencyCondition::started && runs) return ready();
  if (condition == DependencyCondition::healthy && !container.has_healthcheck)
    return failed(
        "has no health check, and another service waits for it to be healthy; give it one, or let that one "
        "wait for service_started");
  return judge(container, history, {WithoutHealthcheck::running, limits.max_restarts}, must_complete, now);
}

std::string probe_mark(const Container& container) {
  return std::to_string(container.failing_streak) + "@" +
         (container.probes.empty() ? "" : container.probes.back().start);
}

ContainerVerdict judge(const Container& container, const ContainerHistory& history,
                       const HealthLimits& limits, bool must_complete, TimePoint now) {
  const std::string& status = container.status;
  if (!container.has_healthcheck && !must_complete) {
    if (limits.without_healthcheck == WithoutHealthcheck::ignore) return ready();
    if (limits.without_healthcheck == WithoutHealthcheck::fail)
      return failed("has no health check; give it one, or set without_healthcheck to running or ignore");
  }
  if (status == "exited") return judge_end(container, history, must_complete, now);
  if (status == "dead") return failed("is dead: the engine could not remove it; remove it by hand");
  if (status == "created")
    return container.error.empty() ? waiting("was created but has not been started")
                                   : failed("could not be started: " + excerpt(container.error));
  if (container.restarts - history.restarts_before > limits.max_restarts)
    return failed(crash_words(container, history));
  if (status == "restarting") return waiting(exit_words(container) + " and is being restarted");
  if (status == "paused") return waiting("is paused; docker unpause lets it go on");
  if (status != "running") return waiting("is " + status);
  if (must_complete) return waiting("has to run to its end and is still running");
  return container.has_healthcheck ? judge_health(container, history, now)
                                   : judge_running(container, history, now);
}

}  // namespace slipway
