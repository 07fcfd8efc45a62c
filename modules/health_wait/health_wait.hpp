// health_wait: returns the moment the stack is healthy, or the moment it cannot become so.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "ansible/module.hpp"
#include "env_file/hidden_texts.hpp"
#include "health/health.hpp"
#include "system/http_url.hpp"

namespace slipway::health_wait {

/// A page that has to answer before the stack counts as healthy.
struct HttpCheck {
  std::string url;
  long status = 200;
  std::string contains;  // empty: any body will do
};

struct Args : env_file::MaskOptions {
  std::optional<std::string> project_name;
  std::optional<Path> project_src;
  std::vector<Path> files;
  std::vector<std::string> services;
  long timeout = 120;   // seconds
  long stable_for = 0;  // seconds
  std::string without_healthcheck = "running";
  long max_restarts = 2;
  std::vector<HttpCheck> http;
  long log_lines = 20;
  std::string docker_host;
  ansible::Json environment = ansible::Json::object();
};

/// What a container wrote last, or why that cannot be read.
struct LogTail {
  std::vector<std::string> lines;
  std::string problem;
};

/// A check on its way.
struct HttpState {
  HttpCheck check;
  HttpUrl url;
  std::optional<int> status;  // what was answered last
  bool ok = false;
  std::string problem;  // what follows the url in a sentence; empty when ok
};

/// When the wait has to end.
struct TimeLimits {
  using TimePoint = std::chrono::steady_clock::time_point;
  TimePoint deadline;
  TimePoint last_answer;  // a second later: for the answer to what was asked just before the deadline

  static TimeLimits ending(TimePoint deadline) { return {deadline, deadline + std::chrono::seconds(1)}; }
};

/// A time during the wait when the engine did not answer, or not as it should.
struct Outage {
  std::chrono::system_clock::time_point since;
  std::string said;  // by the last try
};

struct Plan {
  // From the options.
  std::string project;
  std::string docker_host;
  Environment environment;
  long timeout = 0;
  long stable_for = 0;
  long log_lines = 0;
  std::vector<std::string> mask;

  // The first look. An obstacle (engine down, files not there yet) is an error of the wait, not of the look:
  // in check mode a run must not fail for want of what a real one would have made.
  std::optional<Error> obstacle;
  std::chrono::steady_clock::time_point begun;  // the timeout counts from here
  TimeLimits limits;
  std::optional<HealthWatch> watch;
  Verdict verdict;
  std::vector<HttpState> http;

  // What the wait found.
  bool waited_for = false;
  bool healthy = false;                 // stable_for included
  double healthy_for = 0;               // seconds without a break until the end
  std::optional<Outage> outage;         // still on when the time was over
  double away = 0;                      // seconds, of all outages that ended
  double waited = 0;                    // seconds
  std::map<std::string, LogTail> logs;  // by container id, of those that are not ready
};

/// Looks once. Errors: options that contradict
/// each other, an address that is no Unix socket.
Expected<Plan> plan(const Args& args, System& system);

/// In check mode, in place of the wait: tries the http checks once.
void preview(Plan& plan, System& system);

/// Waits. An engine that goes away meanwhile is waited for. Errors: the plan's obstacle, a project without
/// containers, an engine that refuses, something that is no engine.
Expected<void> apply(Plan& plan, System& system);

ansible::Result report(const Plan& plan);

ansible::Module<Args, Plan> module();

}  // namespace slipway::health_wait
