// One container: is it well, may it still become so, or never? Pure decisions, no I/O.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "engine/containers.hpp"
#include "health/rules.hpp"

namespace slipway {

enum class HealthState {  // from best to worst: a stack stands as its worst container
  ready,                  // healthy, or done
  waiting,                // may still become healthy
  failed                  // will not become healthy by itself
};

/// How long something that was stopped or removed by hand is waited for to be replaced.
inline constexpr std::chrono::seconds replacement_time{2};

/// What is remembered of a container between two looks.
struct ContainerHistory {
  long restarts_before = 0;  // those that happened before the wait and do not count
  // Set while it is unhealthy as it was when the wait began: the probe that we already know of.
  std::optional<std::string> known_probe;
  std::chrono::steady_clock::time_point looked;  // when it was last inspected
  bool killed = false;  // somebody sent it a signal during the wait, as `docker stop` and `docker rm -f` do
  std::chrono::steady_clock::time_point running_since;
  std::optional<std::chrono::steady_clock::time_point> ended;  // when it was first seen exited
  bool passed = false;  // its own health check, run at once, has passed since it was started
  // Set while it may still be as an outage of the engine left it: when the engine was back.
  std::optional<std::chrono::steady_clock::time_point> engine_back;
};

struct ContainerVerdict {
  HealthState state = HealthState::waiting;
  std::string reason;  // what follows the container's name: "is unhealthy: …"; empty when ready
  std::optional<std::chrono::steady_clock::time_point> look_again;  // when it has to be inspected again
};

/// `must_complete`: another service waits for its successful end. Rules, in words:
/// - An exit is final when the engine will not restart it: the state `exited`, since Docker goes from running
/// to
///   `restarting` in one step (moby, daemon/monitor.go). Podman has no such state, so an exit under a policy
///   that may restart it is given a second. It is a good end when the code is 0 and
///   the container must complete or has no restart policy. A child process that ran out of memory changes
///   nothing about that.
/// - After an outage of the engine, an exit waits ten seconds for the engine to restart the container: a
///   starting daemon does so by restart policy (moby, Daemon.restore).
/// - An exit by hand during the wait waits two seconds for a replacement before it counts.
/// - More than `max_restarts` restarts during the wait are a crash loop.
/// - `unhealthy` counts at once; when it was so at the start, once a further probe has failed.
/// - Its own health check, run at once, is as good as the engine's probe, until that says `unhealthy`.
/// - Without a health check it must have run for a second, and for ten after a restart, the time after which
///   the engine itself forgives a crash (moby, restartmanager): one sample of a crash loop may well say
///   "running".
ContainerVerdict judge(const Container& container, const ContainerHistory& history,
                       const HealthLimits& limits, bool must_complete,
                       std::chrono::steady_clock::time_point now);

/// Whether what another service waits for holds of it: `started` as soon as it runs, even if it restarts;
/// `healthy` needs a health check, whatever the limits say; `completed` is a good end.
ContainerVerdict judge_for_dependent(const Container& container, const ContainerHistory& history,
                                     const HealthLimits& limits, DependencyCondition condition,
                                     bool must_complete, std::chrono::steady_clock::time_point now);

/// What is said of one that runs and is not healthy yet, with what its last probe said.
std::string not_healthy_yet(const Container& container);

/// What names the newest probe: it differs once there is a further one.
std::string probe_mark(const Container& container);

}  // namespace slipway
