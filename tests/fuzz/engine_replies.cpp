// Anything as the engine's answers. Input, one a line: the list of containers, an inspected container, an
// inspected image, an event; then a container's log.
#include <nlohmann/json.hpp>

#include "engine/containers.hpp"
#include "engine/events.hpp"
#include "fuzz/property.hpp"
#include "release/containers.hpp"
#include "util/rfc3339.hpp"

namespace {

using namespace slipway;
using fuzz::must_hold;

class ScriptedEngine final : public Engine {
 public:
  std::string list, container, image, log;
  int status = 200;

  Expected<EngineReply> request(const std::string&, const std::string& target, const std::string&) override {
    if (target.rfind("/containers/json", 0) == 0) return EngineReply{status, list};
    if (target.rfind("/images/", 0) == 0) return EngineReply{status, image};
    return EngineReply{status, target.find("/logs?") == std::string::npos ? container : log};
  }
  Expected<std::unique_ptr<EngineStream>> stream(const std::string&) override { return fail("no stream"); }
  Expected<std::unique_ptr<EngineProgress>> post(const std::string&, const Headers&,
                                                 std::chrono::steady_clock::time_point) override {
    return fail("no progress");
  }
};

void check_stack(ScriptedEngine& engine) {
  const std::chrono::system_clock::time_point now{std::chrono::seconds(1761878104)};
  const auto stack = running_stack(engine, "shop", now);
  if (!stack) return;
  const auto shown = nlohmann::json::parse(stack->containers_json, nullptr, false);
  const auto list = nlohmann::json::parse(engine.list, nullptr, false);
  must_hold(shown.is_array() && shown.size() == list.size(), "every container is in the record");
}

void check_container(ScriptedEngine& engine) {
  if (const auto found = inspect_container(engine, "c"); found && *found) {
    parse_rfc3339((*found)->created);
    parse_rfc3339((*found)->started_at);
    for (const auto& probe : (*found)->probes) parse_rfc3339(probe.start);
  }
  Container container;
  const auto joined = container_log_tail(engine, container, 20);
  must_hold(!joined || joined->size() <= engine.log.size(), "a log has no more than the engine sent");
  container.tty = true;
  const auto plain = container_log_tail(engine, container, 20);
  must_hold(!plain || *plain == engine.log, "the log of a terminal is what the engine sent");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto text = fuzz::text_of(data, size);
  ScriptedEngine engine;
  engine.list = fuzz::take_until(text, '\n');
  engine.container = fuzz::take_until(text, '\n');
  engine.image = fuzz::take_until(text, '\n');
  if (const auto event = parse_container_event(std::string(fuzz::take_until(text, '\n'))))
    changes_state(*event);
  engine.log = text;
  check_stack(engine);
  check_container(engine);
  engine.status = 500;
  must_hold(!list_project_containers(engine, "shop"), "a refusal is an error");
  must_hold(!container_log_tail(engine, {}, 20), "a refused log is an error");
  return 0;
}
