#include "swarm/wait.hpp"

#include <algorithm>
#include <memory>

#include "health/engine_queries.hpp"
#include "health/message.hpp"
#include "swarm/membership.hpp"
#include "util/excerpt.hpp"
#include "util/mask.hpp"

namespace slipway {
namespace {

using namespace std::chrono_literals;
using TimePoint = std::chrono::steady_clock::time_point;

constexpr auto between_looks = 1s;
constexpr auto shortest_between_looks = 100ms;
constexpr auto log_time = 5s;
// What a swarm tells of: services and nodes. Of tasks only those containers tell that run on this node.
constexpr const char* events_target =
    "/events?filters=%7B%22type%22%3A%5B%22service%22%2C%22node%22%2C%22container%22%5D%7D";

Expected<SwarmLook> look_at(Engine& engine, const std::string& stack, const std::vector<std::string>& mask) {
  SwarmLook look;
  TRY_ASSIGN(look.services, stack_services(engine, stack));
  TRY_ASSIGN(look.tasks, stack_tasks(engine, stack));
  TRY_ASSIGN(const auto nodes, swarm_nodes(engine));
  for (const auto& node : nodes) look.nodes[node.id] = node.name;
  for (auto& task : look.tasks) task.error = masked(task.error, mask);
  for (auto& service : look.services) service.update_message = masked(service.update_message, mask);
  return look;
}

class SwarmWaitLoop {
 public:
  SwarmWaitLoop(const SwarmWait& wait, HealthResult& result, System& system)
      : wait_(wait),
        result_(result),
        system_(system),
        begun_(system.clock.steady()),
        limits_(TimeLimits::ending(begun_ + std::chrono::seconds(wait.health.timeout))),
        http_(result.http, system, wait.health.mask, limits_) {
    result_.unit = "task";
  }

  Expected<void> run() {
    for (;;) {
      const auto followed = follow();
      if (followed) break;
      if (!followed.error().may_pass) return followed;
      note_outage(followed.error());
      if (system_.clock.steady() >= limits_.deadline) break;
      system_.clock.sleep_until(std::min(system_.clock.steady() + between_looks, limits_.deadline));
    }
    result_.waited_for = true;
    result_.waited = std::chrono::duration<double>(system_.clock.steady() - begun_).count();
    collect_logs();
    result_.message = health_message(wait_.health, result_);
    return {};
  }

  Expected<void> look() {
    TRY_ASSIGN(const auto engine, engine_of(wait_.health, system_, limits_.last_answer));
    return look(*engine);
  }

 private:
  Expected<void> follow() {
    TRY_ASSIGN(const auto engine, engine_of(wait_.health, system_, limits_.last_answer));
    TRY_ASSIGN(const auto events, engine->stream(events_target));
    for (;;) {
      TRY(look(*engine));
      result_.outage.reset();
      if (judge_pages()) return {};
      tell();
      TRY(await_news(*events));
    }
  }

  Expected<void> look(Engine& engine) {
    TRY_ASSIGN(const auto look, look_at(engine, result_.project, wait_.health.mask));
    if (!watch_)
      watch_.emplace(wait_.health.services, wait_.wanted, wait_.health.limits.max_restarts,
                     wait_.past.value_or(past_failures(look.services, look.tasks)));
    if (look.services.empty() && wait_.wanted.empty())
      return fail("the swarm has no stack '" + result_.project +
                  "' to wait for; deploy it first, or correct its name");
    auto found = watch_->judge(look, moment(system_.clock));
    result_.verdict = std::move(found.verdict);
    result_.containers = std::move(found.tasks);
    return {};
  }

  /// The next event, or the time for another look. What comes in a bunch is one look.
  Expected<void> await_news(EngineStream& events) {
    const auto now = system_.clock.steady();
    auto next = std::min(now + between_looks, limits_.deadline);
    if (result_.verdict.look_again) next = std::min(next, std::max(now, *result_.verdict.look_again));
    if (result_.verdict.state == HealthState::ready) next = std::min(next, std::max(now, http_.due()));
    if (healthy_since_) next = std::min(next, std::max(now, enough()));
    TRY_ASSIGN(const auto line, events.next_line(next));
    const auto pause = std::min(system_.clock.steady() + shortest_between_looks, limits_.deadline);
    for (bool more = line.has_value(); more;) {
      TRY_ASSIGN(const auto another, events.next_line(pause));
      more = another.has_value();
    }
    return {};
  }

  TimePoint enough() const {
    return healthy_since_.value_or(limits_.deadline) + std::chrono::seconds(wait_.health.stable_for);
  }

  /// Whether the wait is over.
  bool judge_pages() {
    const bool ready = result_.verdict.state == HealthState::ready;
    const bool late = system_.clock.steady() >= limits_.deadline;
    ready ? http_.go_on() : http_.reset();
    if (late && ready && !http_.all_ok()) http_.last_try();
    const auto now = system_.clock.steady();
    if (!ready || !http_.all_ok())
      healthy_since_.reset();
    else if (!healthy_since_)
      healthy_since_ = now;
    result_.healthy_for = healthy_since_ ? std::chrono::duration<double>(now - *healthy_since_).count() : 0;
    result_.healthy = healthy_since_ && now >= enough();
    return result_.healthy || result_.verdict.state == HealthState::failed || late;
  }

  void tell() {
    const std::string waiting =
        result_.verdict.absent.empty() ? "" : "waiting: " + some_of(result_.verdict.absent);
    if (waiting.empty() || waiting == told_) return;
    told_ = waiting;
    system_.progress.say(waiting);
  }

  void note_outage(const Error& error) {
    http_.reset();
    healthy_since_.reset();
    if (!result_.outage) {
      result_.outage = Outage{system_.clock.now(), {}};
      system_.progress.say("the swarm does not answer; waiting for it");
    }
    result_.outage->said = error.message;
  }

  /// Of those that are not well; what cannot be read says why.
  void collect_logs() {
    if (result_.outage || result_.verdict.state == HealthState::ready || wait_.health.log_lines == 0) return;
    const auto engine = engine_of(wait_.health, system_, system_.clock.steady() + log_time);
    if (!engine) return;
    for (const auto& task : result_.containers) {
      if (task.verdict.state == HealthState::ready) continue;
      const auto log = task_log_tail(**engine, task.container.id, wait_.health.log_lines);
      result_.logs[task.container.id] =
          log ? LogTail{lines_of(masked(*log, wait_.health.mask)), ""} : LogTail{{}, log.error().message};
    }
  }

  const SwarmWait& wait_;
  HealthResult& result_;
  System& system_;
  TimePoint begun_;
  TimeLimits limits_;
  HttpChecks http_;
  std::optional<SwarmWatch> watch_;
  std::optional<TimePoint> healthy_since_;
  std::string told_;
};

Expected<HealthResult> result_for(const SwarmWait& wait, System& system) {
  TRY_ASSIGN(auto prepared, prepare_wait(wait.health, system));
  return std::move(prepared.result);
}

}  // namespace

Expected<HealthResult> look_at_swarm(const SwarmWait& wait, System& system) {
  TRY_ASSIGN(auto result, result_for(wait, system));
  TRY(SwarmWaitLoop(wait, result, system).look());
  return result;
}

Expected<HealthResult> wait_for_swarm(const SwarmWait& wait, System& system) {
  TRY_ASSIGN(auto result, result_for(wait, system));
  TRY(SwarmWaitLoop(wait, result, system).run());
  return result;
}

}  // namespace slipway
