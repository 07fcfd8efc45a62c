#include "engine/removal.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "util/json_access.hpp"

namespace slipway {
namespace {

constexpr int gone = 404;
constexpr int goes_already = 409;  // "removal of container … is already in progress", as with --rm

bool may_run(const ListedContainer& container) {
  return container.status != "created" && container.status != "exited" && container.status != "dead";
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
  const std::string target = "/containers/" + percent_encoded(container.id);
  const std::string what = "cannot remove container '" + container.name + "'";
  if (may_run(container)) {
    // Whatever is said to that: what does not end so is killed as it is removed.
    const auto stopped = engine.request("POST", target + "/stop?t=" + std::to_string(patience.count()));
    if (!stopped) return fail_while(what, stopped.error());
  }
  return remove_by_force(engine, target, what);
}

}  // namespace slipway
