#include "engine/events.hpp"

#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "engine/containers.hpp"
#include "util/excerpt.hpp"
#include "util/json_access.hpp"
#include "util/mask.hpp"

namespace slipway {

Expected<ContainerEvent> parse_container_event(const std::string& line,
                                               const std::vector<std::string>& mask) {
  using json_access::member;
  using json_access::text;
  const auto event = nlohmann::json::parse(line, nullptr, false);
  if (event.is_discarded())
    return fail("the engine sent an event that is not JSON: " + excerpt(masked(line, mask)));
  const auto& actor = member(event, "Actor");
  const auto& attributes = member(actor, "Attributes");
  return ContainerEvent{text(event, "Action"),           text(actor, "ID"),
                        text(attributes, project_label), text(attributes, "signal"),
                        text(attributes, "execID"),      text(attributes, "exitCode")};
}

bool is_blank(const std::string& line) {
  return line.find_first_not_of(" \t\r") == std::string::npos;
}

bool asks_to_end(const std::string& signal, const std::string& stop_signal) {
  static const std::map<std::string, std::string> harmless{
      {"1", "HUP"}, {"10", "USR1"}, {"12", "USR2"}, {"18", "CONT"}, {"28", "WINCH"}};
  const auto found = harmless.find(signal);
  if (found == harmless.end()) return true;
  const bool prefixed = stop_signal.starts_with("SIG");
  return stop_signal.substr(prefixed ? 3 : 0) == found->second || stop_signal == signal;
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
