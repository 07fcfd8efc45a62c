// Commands inside a container that runs (POST /containers/{id}/exec), as the engine runs health checks.
#pragma once

#include <string>
#include <vector>

#include "system/engine.hpp"

namespace slipway {

struct ExecState {
  bool running = false;
  long exit_code = 0;  // once it does not run any more
};

/// Starts a command with the container's own user, folder and environment, without a terminal and without
/// waiting for it: the event `exec_die` tells its end (ContainerEvent::exec_id). Returns its id. Errors: a
/// container that is gone, or does not run (paused, restarting), which may pass.
Expected<std::string> start_exec(Engine& engine, const std::string& container,
                                 const std::vector<std::string>& argv);

/// How it goes. Errors: an engine that does not know it any more, as one that was restarted.
Expected<ExecState> inspect_exec(Engine& engine, const std::string& exec);

/// Runs a command to its end, with `environment` ("NAME=value") beside the container's, and returns what it
/// printed, both streams as one, with its exit code. The engine's connection sets how long it may take
/// (Engines::at). Errors as start_exec; a command that takes longer.
struct ExecOutput {
  long exit_code = 0;
  std::string said;
};
Expected<ExecOutput> run_exec(Engine& engine, const std::string& container,
                              const std::vector<std::string>& argv,
                              const std::vector<std::string>& environment = {});

/// "nginx ended with 3: its words", "nginx ended with 3 and printed nothing", "nginx: why it could not be
/// run", on one line, with the strings of `mask` hidden.
std::string ending_text(const std::string& command, const Expected<ExecOutput>& ran,
                        const std::vector<std::string>& mask);

}  // namespace slipway
