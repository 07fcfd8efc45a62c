// Waiting until a stack is healthy, or cannot become so.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "health/http_checks.hpp"
#include "health/settings.hpp"
#include "health/watch.hpp"
#include "system/system.hpp"

namespace slipway {

/// What a container wrote last, or why that cannot be read.
struct LogTail {
  std::vector<std::string> lines;
  std::string problem;
};

/// A time during the wait when the engine did not answer, or not as it should.
struct Outage {
  std::chrono::system_clock::time_point since;
  std::string said;  // by the last try
};

/// What is known of a stack's health: after one look, or when a wait has ended.
struct HealthResult {
  std::string project;             // by its settings, or as Compose resolved it
  std::string unit = "container";  // what runs: on a swarm a task
  StackVerdict verdict;
  std::vector<WatchedContainer> containers;  // those that count, by service and number
  std::vector<HttpCheckState> http;
  bool waited_for = false;              // the wait came to its end; what follows is then known as well
  bool healthy = false;                 // stable_for included
  double healthy_for = 0;               // seconds without a break until the end
  std::optional<Outage> outage;         // still on when the time was over
  double away = 0;                      // seconds, of all outages that ended
  double waited = 0;                    // seconds
  std::map<std::string, LogTail> logs;  // by container id, of those that are not well
  std::string message;  // one sentence: that it is healthy, or what is wrong (health/message.hpp)
};

/// What the compose files of the settings say has to be there, as Compose tells it. Errors: it refuses them,
/// or they do not have one of the settings' services.
Expected<ComposeServices> configured_services(const HealthSettings& settings, System& system);

/// A wait: prepare_wait(), look_once(), and then try_pages_once() or wait_until_healthy().
struct HealthWait {
  HealthSettings settings;
  HealthResult result;
  std::chrono::steady_clock::time_point begun;  // the timeout counts from here
  TimeLimits limits;
  std::optional<HealthWatch> watch;  // after look_once()
};

/// Errors: a url that cannot be asked for, a status that no reply has, an address that is no Unix socket.
Expected<HealthWait> prepare_wait(HealthSettings settings, System& system);

/// Asks Compose what has to be there, and the engine once what is; the timeout counts from here. Errors: the
/// compose files are refused or do not have one of the services, the engine is down or refuses.
Expected<void> look_once(HealthWait& wait, System& system);

/// Tries each page once, for a look without a wait.
void try_pages_once(HealthWait& wait, System& system);

/// Waits until the stack has been healthy for long enough, until it cannot become so, or until the time is
/// over; the result says which. An engine that goes away meanwhile is waited for. Errors: a project without
/// containers, an engine that refuses, something that is no engine.
Expected<void> wait_until_healthy(HealthWait& wait, System& system);

/// All of it in one, for whoever has nothing to decide in between. Errors: of each of the steps.
Expected<HealthResult> wait_until_healthy(HealthSettings settings, System& system);

}  // namespace slipway
