// Any sequence of looks at containers, each byte a choice: a verdict is never better than the containers it
// was made of, tells when to look again only later than now, and stays failed until something new is seen.
#include "health/watch.hpp"

#include <algorithm>
#include <array>

#include "fuzz/property.hpp"

namespace {

using namespace slipway;
using fuzz::must_hold;
using std::chrono::milliseconds;
using std::chrono::seconds;

/// Takes the choices off the input; when it is used up, always the first.
class Choices {
 public:
  explicit Choices(std::string_view bytes) : bytes_(bytes) {}

  bool any_left() const { return !bytes_.empty(); }
  unsigned up_to(unsigned most) {
    if (bytes_.empty()) return 0;
    const auto byte = static_cast<unsigned char>(bytes_.front());
    bytes_.remove_prefix(1);
    return byte % (most + 1);
  }
  template <class T, std::size_t n>
  T one_of(const std::array<T, n>& values) {
    return values.at(up_to(n - 1));
  }

 private:
  std::string_view bytes_;
};

constexpr std::array<const char*, 8> statuses{"running", "exited", "created",  "restarting",
                                              "paused",  "dead",   "removing", ""};
constexpr std::array<const char*, 4> healths{"healthy", "starting", "unhealthy", ""};
constexpr std::array<const char*, 4> policies{"no", "always", "on-failure", "unless-stopped"};
constexpr std::array<const char*, 3> services{"app", "db", "migrate"};
constexpr std::array<const char*, 4> times{"2025-10-31T01:35:04Z", "2025-10-31T01:35:05.5Z",
                                           "0001-01-01T00:00:00Z", "no time"};

Container container_by(Choices& choices) {
  Container container;
  container.service = choices.one_of(services);
  container.number = 1 + choices.up_to(1);
  container.id = container.service + std::to_string(container.number) + std::to_string(choices.up_to(1));
  container.name = choices.up_to(3) == 3 ? "0123456789ab_" + container.id : container.id;
  container.numbered = choices.up_to(3) != 3;
  container.config_hash = choices.up_to(3) == 3 ? "old" : "new";
  container.status = choices.one_of(statuses);
  container.health = choices.one_of(healths);
  container.has_healthcheck = choices.up_to(3) != 0;
  container.exit_code = choices.up_to(2);
  container.oom_killed = choices.up_to(7) == 7;
  container.one_off = choices.up_to(15) == 15;
  container.restarts = choices.up_to(5);
  container.restart_policy = choices.one_of(policies);
  container.started_at = choices.one_of(times);
  container.created = choices.one_of(times);
  container.failing_streak = choices.up_to(3);
  if (choices.up_to(1) == 1) container.probes.push_back({times.front(), choices.up_to(1), "said"});
  if (choices.up_to(3) == 3) container.depends_on = "migrate:service_completed_successfully:false";
  return container;
}

HealthRules rules_by(Choices& choices) {
  HealthRules rules;
  rules.limits.without_healthcheck = choices.one_of(
      std::array{WithoutHealthcheck::running, WithoutHealthcheck::ignore, WithoutHealthcheck::fail});
  rules.limits.max_restarts = choices.up_to(2);
  if (choices.up_to(3) == 3) rules.services.insert("app");
  if (choices.up_to(1) == 1) {
    rules.configured.emplace();
    rules.configured->services["app"].replicas = choices.up_to(2);
    rules.configured->services["migrate"].completes = choices.up_to(1) == 1;
  }
  return rules;
}

std::vector<Container> containers_by(Choices& choices) {
  std::vector<Container> all(choices.up_to(4));
  for (auto& container : all) container = container_by(choices);
  return all;
}

void see_by(Choices& choices, HealthWatch& watch, Moment now) {
  const Container container = container_by(choices);
  switch (choices.up_to(3)) {
    case 0:
      return watch.see(container, now);
    case 1:
      return watch.see_removed(container.id);
    case 2:
      return watch.see_killed(container.id);
    default:
      return watch.see_all(containers_by(choices), now);
  }
}

Moment later(Moment now, milliseconds by) {
  return {now.steady + by, now.wall + by};
}

void check(const StackVerdict& verdict, const HealthWatch& watch, Moment now) {
  HealthState worst = verdict.absent.empty() ? HealthState::ready : HealthState::waiting;
  for (const auto& watched : watch.containers()) {
    const auto& [state, reason, look_again] = watched.verdict;
    worst = std::max(worst, state);
    must_hold(reason.empty() == (state == HealthState::ready), "what is not ready says why");
    must_hold(!look_again || *look_again > now.steady, "a further look lies ahead");
    must_hold(watched.healthy_after.has_value() == (state == HealthState::ready), "ready since a time");
  }
  if (!verdict.too_many.empty()) worst = std::max(worst, HealthState::waiting);
  must_hold(verdict.state == worst || (verdict.state == HealthState::failed && !verdict.too_many.empty()),
            "a stack stands as its worst container, or fails when there are too many");
  must_hold(!verdict.look_again || *verdict.look_again > now.steady, "a further look lies ahead");
}

/// Time alone, without a new look, mends nothing that has failed and breaks nothing that is ready.
void check_time_alone(HealthWatch& watch, Moment now) {
  const HealthState before = watch.verdict(now).state;
  for (const auto by : {milliseconds(1), milliseconds(2500), milliseconds(60'000)}) {
    const HealthState after = watch.verdict(later(now, by)).state;
    if (before != HealthState::waiting)
      must_hold(after == before, "a final verdict stays without a new look");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Choices choices(fuzz::text_of(data, size));
  Moment now{std::chrono::steady_clock::time_point(seconds(1000)),
             std::chrono::system_clock::time_point(seconds(1761874506))};  // 2025-10-31T01:35:06Z
  HealthWatch watch(rules_by(choices), containers_by(choices), now);
  check(watch.verdict(now), watch, now);
  while (choices.any_left()) {
    now = later(now, milliseconds(choices.up_to(200) * 10));
    see_by(choices, watch, now);
    check(watch.verdict(now), watch, now);
    HealthWatch alone = watch;
    check_time_alone(alone, now);
  }
  return 0;
}
