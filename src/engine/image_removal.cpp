#include "engine/image_removal.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "engine/containers.hpp"
#include "util/json_access.hpp"

namespace slipway {

Expected<std::set<std::string>> images_in_use(Engine& engine) {
  const std::string what = "the containers of the engine";
  TRY_ASSIGN(const auto list, engine_json(engine, "/containers/json?all=1", what));
  const auto has_image = [](const auto& entry) { return !json_access::text(entry, "ImageID").empty(); };
  if (!list || !list->is_array() || !std::all_of(list->begin(), list->end(), has_image))
    return fail("cannot read " + what + ": the engine's answer is not a list of containers");
  std::set<std::string> ids;
  for (const auto& entry : *list) ids.insert(json_access::text(entry, "ImageID"));
  return ids;
}

Expected<bool> remove_image(Engine& engine, const std::string& id) {
  const std::string what = "cannot remove image '" + id + "'";
  const auto reply = engine.request("DELETE", "/images/" + percent_encoded(id) + "?force=false");
  if (!reply) return fail_while(what, reply.error());
  if (reply->status == 404) return false;
  if (reply->status == 200) return true;
  return refusal(what, *reply);
}

}  // namespace slipway
