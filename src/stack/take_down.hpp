// A stack that goes: its containers and networks, never its volumes.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "compose/command.hpp"
#include "system/system.hpp"

namespace slipway {

struct TakeDown {
  ComposeProject project;
  std::string name;                     // of the project
  bool by_files = true;                 // false: they are gone, or refused; Compose goes by its labels
  std::vector<std::string> containers;  // names of those that are there
  std::vector<std::string> networks;    // likewise, of those that Compose made for the project
  std::chrono::seconds timeout{600};    // for Compose
  std::vector<std::string> secrets;     // hidden in what Compose says

  bool changes_something() const { return !containers.empty() || !networks.empty(); }
};

/// Looks what is there; works without the compose files, too, with the project's name, or else the name that
/// Compose gives the folder. Errors: an engine that does not answer.
Expected<TakeDown> plan_take_down(ComposeProject project, std::chrono::seconds timeout,
                                  std::vector<std::string> secrets, System& system);

/// `docker compose down --remove-orphans`, and what stack_run left. Whatever is gone already is no error.
/// Errors: Compose fails, an engine that does not answer.
Expected<void> take_down(const TakeDown& plan, System& system);

}  // namespace slipway
