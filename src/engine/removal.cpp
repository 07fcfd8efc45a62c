#include "engine/removal.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "util/json_access.hpp"

namespace slipway {
namespace {

constexpr std::chrono::milliseconds between_looks{50};
constexpr int gone = 404;
constexpr int goes_already = 409;  // "removal of container … is already in progress", as with --rm

bool may_run(const ListedContainer& container) {
  return container.status != "created" && container.status != "exited" && container.status != "dead";
}

std::string target_of(const std::string& id) {
  return "/containers/" + percent_encoded(id);
}

std::string removal_of(const std::string& name) {
  return "cannot remove container '" + name + "'";
}

/// As `docker stop` does it, and at once: its request would be open for as long as the container takes.
Expected<void> ask_to_end(Engine& engine, const Container& container) {
  const std::string signal = container.stop_signal.empty() ? "SIGTERM" : container.stop_signal;
  const auto reply =
      engine.request("POST", target_of(container.id) + "/kill?signal=" + percent_encoded(signal));
  if (!reply) return fail_while(removal_of(container.name), reply.error());
  return {};  // one that does not run any more is refused
}

Expected<void> wait_for_end(Engine& engine, const Container& container,
                            std::chrono::steady_clock::time_point until, Clock& clock) {
  for (;;) {
    TRY_ASSIGN(const auto now, inspect_container(engine, container.id));
    const bool runs = now && (now->status == "running" || now->status == "paused");
    if (!runs || clock.steady() >= until) return {};
    clock.sleep_until(std::min(until, clock.steady() + between_looks));
  }
}

Expected<void> remove_by_force(Engine& engine, const std::string& target, const std::string& what) {
  const auto reply = engine.request("DELETE", target + "?force=1&v=1");
  if (!reply) return fail_while(what, reply.error());
  if (reply->status == goes_already) {
    const auto waited = engine.request("POST", target + "/wait?condition=removed");
    if (!waited) return fail_while(what, waited.error());
    if (waited->status == 200 || waited->status == gone) return {};
    return refusal(what, *waited);
  }
  if (reply->status == gone || reply->status / 100 == 2) return {};
  return refusal(what, *reply);
}

}  // namespace

Expected<std::vector<ListedContainer>> labelled_containers(Engine& engine, const std::string& label,
                                                           const std::string& value) {
  TRY_ASSIGN(auto list, list_labelled(engine, label, value,
                                      "the containers with the label '" + label + "=" + value + "'"));
  // What is looked for here is taken away: no container that an engine lists in spite of the filter.
  const auto without = [&](const auto& entry) {
    return json_access::text(json_access::member(entry, "Labels"), label.c_str()) != value;
  };
  list.erase(std::remove_if(list.begin(), list.end(), without), list.end());
  return listed_from(list);
}

Expected<void> remove_container(Engine& engine, const ListedContainer& container,
                                std::chrono::seconds patience) {
  const std::string target = target_of(container.id);
  const std::string what = removal_of(container.name);
  if (may_run(container)) {
    // Whatever is said to that: what does not end so is killed as it is removed.
    const auto stopped = engine.request("POST", target + "/stop?t=" + std::to_string(patience.count()));
    if (!stopped) return fail_while(what, stopped.error());
  }
  return remove_by_force(engine, target, what);
}

Expected<void> end_and_remove(Engine& engine, const std::vector<Container>& containers,
                              std::chrono::nanoseconds patience, Clock& clock) {
  for (const auto& container : containers) TRY(ask_to_end(engine, container));
  const auto until =
      clock.steady() + std::chrono::duration_cast<std::chrono::steady_clock::duration>(patience);
  for (const auto& container : containers) {
    TRY(wait_for_end(engine, container, until, clock));
    TRY(remove_by_force(engine, target_of(container.id), removal_of(container.name)));
  }
  return {};
}

}  // namespace slipway
