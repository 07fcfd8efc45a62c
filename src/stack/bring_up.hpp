// From what runs to what the files say: `docker compose up`, service by service, and the wait for the stack's
// health.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "changes/up_plan.hpp"
#include "health/traffic_watch.hpp"
#include "health/wait.hpp"
#include "stack/registries.hpp"
#include "stack/strategy.hpp"
#include "swarm/forecast.hpp"

namespace slipway {

/// How requests come to new containers in steps.
struct CanarySettings {
  std::vector<long> steps{10, 50};    // percent, one after the other
  std::chrono::seconds step_for{30};  // how long each is looked at
};

/// Who says that a container is well, so that what depends on it may start.
enum class Probe {
  active,  // the engine, or its own health check, which is run at once
  engine   // the engine alone
};

struct BringUpSettings {
  ComposeProject project;
  Strategy strategy = Strategy::recreate;
  Probe probe = Probe::active;
  bool force_recreate = false;
  bool remove_orphans = false;
  bool puts_back = false;              // it ends what a release left, in whatever state that is
  bool one_shots = true;               // false: services that run to their end are made and not run; what
                                       // depends on their end goes on, and their health is not looked at
  std::chrono::seconds timeout{600};   // for the whole way up, until the last service is started
  std::vector<ProxySettings> proxies;  // that are told of new containers
  CanarySettings canary;
  std::chrono::seconds keep_old{30};  // of `blue_green`: how long the old containers run on behind the switch
  std::optional<WatchedPage> watch;   // asked all the way
  std::vector<RegistryLogin> registries;  // on a swarm: with which its nodes pull
  HealthSettings health;  // of the stack afterwards, with a timeout of its own, and what is masked
                          // all the way; its project, compose, services and environment are
                          // filled in from `project`
};

/// A service that something happens to.
struct BringUpService {
  ServiceChange change;                       // as it was previewed
  bool runs = true;                           // false: it is made, and not started
  std::optional<Replacement> replacement{};   // which way it is replaced; only of `rolling`
  std::map<std::string, std::string> before;  // the ids of its containers, by name
  std::map<std::string, std::string> after;   // likewise, once it was touched
  double seconds = 0;                         // that its level took, what it waits for included
  std::optional<double> began{};              // seconds until it was touched; nullopt: it never was
  std::optional<double> well{};               // seconds until it was seen to be well, or gone
};

struct BringUp {
  BringUpSettings settings;
  std::string project;                 // its name
  UpForecast forecast;                 // not on a swarm
  std::optional<SwarmForecast> swarm;  // nullopt: Docker Compose runs the stack
  UpPlan plan;
  std::vector<BringUpService> services;  // by name
  std::vector<std::string> obstacles;    // why it would fail, known before anything is touched: sentences

  // What came of it, after bring_up().
  bool changed = false;
  bool failed = false;
  std::string message;  // one sentence: that it is healthy, or what has failed, as health_wait says it
  HealthResult health;  // of the last wait; of one that failed with the evidence
  double waited = 0;    // seconds, all in all
  std::optional<Traffic> traffic;  // what the watch has counted
  std::vector<std::string> warnings;
};

/// Asks Compose and the engine what is to be done, and writes nothing. Errors: files that are not there or
/// that Compose refuses, an engine that does not answer.
Expected<BringUp> plan_bring_up(BringUpSettings settings, System& system);

/// Does it, and waits until the stack is well. What fails in the stack, or in Compose, stands in the plan:
/// `failed`, `message`, and the evidence in `health`; nothing is touched when there are `obstacles`. Errors:
/// only what cannot be asked before anything is touched, as an engine that refuses.
Expected<void> bring_up(BringUp& plan, System& system);

}  // namespace slipway
