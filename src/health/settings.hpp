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
  std::string project;                    // its name; empty: as Compose resolves it for `compose`
  std::optional<ComposeProject> compose;  // its files say what has to be there; not given: what is there
  std::set<std::string> services;         // only these; empty: all
  HealthLimits limits;
  long timeout = 120;   // seconds
  long stable_for = 0;  // seconds that it has to stay healthy, within the timeout
  std::vector<HttpCheck> http;
  long log_lines = 20;            // to return of a container that is not well
  std::vector<std::string> mask;  // what is hidden in everything that the stack says
  std::string docker_host;  // "unix:///…"; empty: DOCKER_HOST of `environment` or our own, or the default
  Environment environment;
};

}  // namespace slipway
