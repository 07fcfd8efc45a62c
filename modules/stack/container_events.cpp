#include "stack/container_events.hpp"

#include <nlohmann/json.hpp>
#include <set>

#include "stack/json_access.hpp"

namespace slipway {

Expected<ContainerEvent> parse_container_event(const std::string& line) {
  const auto event = nlohmann::json::parse(line, nullptr, false);
  if (event.is_discarded()) return fail("the engine sent an event that is not JSON: " + line.substr(0, 200));
  return ContainerEvent{json_access::text(event, "Action"),
                        json_access::text(json_access::member(event, "Actor"), "ID")};
}

bool changes_state(const ContainerEvent& event) {
  // "remove" and "cleanup" are Podman's: of a destroyed container, and after its end.
  static const std::set<std::string> actions{"create", "start",  "restart", "die",     "stop",
                                             "kill",   "oom",    "pause",   "unpause", "destroy",
                                             "rename", "remove", "cleanup"};
  if (event.id.empty()) return false;
  return event.action.rfind("health_status", 0) == 0 || actions.count(event.action) != 0;
}

}  // namespace slipway
