// The engine's events about containers.
#pragma once

#include <string>
#include <vector>

#include "util/error.hpp"

namespace slipway {

struct ContainerEvent {
  std::string action{};     // "start", "die", "kill", "destroy", "health_status: healthy", "exec_start: …"
  std::string id{};         // of the container
  std::string project{};    // of its Compose labels; empty when the event does not say
  std::string signal{};     // of "kill": "15"; empty when the event does not say
  std::string exec_id{};    // of "exec_die": which command inside the container ended
  std::string exit_code{};  // of "exec_die" and "die": "0"; empty when the event does not say
};

/// One line of GET /events. Errors: no JSON; the line's beginning is quoted, without the strings of `mask`.
Expected<ContainerEvent> parse_container_event(const std::string& line,
                                               const std::vector<std::string>& mask = {});

/// Whether a line of the stream is blank: some engines send those to keep the connection alive.
bool is_blank(const std::string& line);

/// Whether a signal asks a container to end: any but HUP, USR1, USR2, CONT and WINCH, which servers take for
/// "read your files again" and the like, unless it is the container's own `stop_signal` ("SIGWINCH", or a
/// number). A signal that is not told may end it.
bool asks_to_end(const std::string& signal, const std::string& stop_signal);

/// Whether the container's state may differ after it. Health probes alone cause three of the others each.
bool changes_state(const ContainerEvent& event);

}  // namespace slipway
