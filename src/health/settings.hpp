// What a wait for a stack's health is told.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "compose/command.hpp"
#include "health/http_answer.hpp"
#include "health/rules.hpp"

namespace slipway {

struct HealthSettings {
  std::string project;                        // its name; empty: as Compose resolves it for `compose`
  std::optional<ComposeProject> compose;      // its files say what has to be there; not given: what is there
  std::optional<ComposeServices> configured;  // what has to be there, when it is known without asking Compose
  std::set<std::string> services;             // only these; empty: all
  std::map<std::string, DependencyCondition> conditions;  // as of HealthRules
  std::set<std::string> containers;                       // likewise
  HealthLimits limits;
  bool runs_checks = false;  // a container whose own health check passes when it is run at once counts as
                             // well, before the engine's first probe
  long timeout = 120;        // seconds
  std::string timeout_option = "timeout";  // what messages call it
  long stable_for = 0;                     // seconds that it has to stay healthy, within the timeout
  std::vector<HttpCheck> http;
  long log_lines = 20;            // to return of a container that is not well
  std::vector<std::string> mask;  // what is hidden in everything that the stack says
  std::string docker_host;  // "unix:///…"; empty: DOCKER_HOST of `environment` or our own, or the default
  Environment environment;
};

}  // namespace slipway
