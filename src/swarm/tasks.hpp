// The tasks of a stack: what runs, has run, or is to run on a node of the swarm.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "system/engine.hpp"

namespace slipway {

struct SwarmTask {
  std::string id;
  std::string service;  // the id of its service
  std::string node;     // the id of its node; empty: none was found yet
  long slot = 0;        // which replica; 0: of a service with one on each node
  std::string
      state;  // pending, preparing, starting, running, complete, failed, rejected, … (swarmkit, TaskState)
  std::string desired;  // running, shutdown, remove, complete
  std::string error;    // the swarm's own words on why it is not well; empty: none
  std::optional<long> exit_code;
  std::string created;      // RFC 3339
  bool is_current = false;  // made by what its service says now

  /// Whether it has ended by itself and not as it should. `may_end`: an end with code 0 is what should be.
  bool has_failed(bool may_end) const {
    return state == "failed" || state == "rejected" || state == "orphaned" ||
           (state == "complete" && !may_end);
  }
};

/// By creation, the oldest first. Errors: this engine is no manager, or does not answer.
Expected<std::vector<SwarmTask>> stack_tasks(Engine& engine, const std::string& stack);

/// The last lines that a task wrote, wherever it runs. Errors: its log driver only sends, its node is away.
Expected<std::string> task_log_tail(Engine& engine, const std::string& task, long lines);

}  // namespace slipway
