#include "engine/containers.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "util/excerpt.hpp"
#include "util/foreign.hpp"
#include "util/json_access.hpp"

namespace slipway {
namespace {

using json_access::integer;
using json_access::member;
using json_access::strings;
using json_access::text;
using nlohmann::json;

std::string engine_message(const EngineReply& reply) {
  const json body = json::parse(reply.body, nullptr, false);
  const std::string message = text(body, "message");
  return message.empty() ? "it gave no reason" : excerpt(message);
}

json label_filter(const std::string& label, const std::string& value) {
  return {{"label", {label + "=" + value}}};
}

std::string as_query(const json& filter) {
  return percent_encoded(filter.dump(-1, ' ', false, json::error_handler_t::replace));
}

}  // namespace

tl::unexpected<Error> refusal(const std::string& what, const EngineReply& reply) {
  return tl::unexpected<Error>(Error{what + ": the engine refused with status " +
                                         std::to_string(reply.status) + ": " + engine_message(reply),
                                     0, reply.status >= 500});
}

Expected<std::optional<json>> engine_json(Engine& engine, const std::string& target,
                                          const std::string& what) {
  const auto reply = engine.request("GET", target);
  if (!reply) return fail_while("cannot read " + what, reply.error());
  if (reply->status == 404) return std::nullopt;
  if (reply->status != 200) return refusal("cannot read " + what, *reply);
  json body = json::parse(reply->body, nullptr, false);
  if (body.is_discarded())
    return fail("cannot read " + what +
                ": the engine's answer is not JSON; is it really a container engine that listens there?");
  return body;
}

Expected<json> list_labelled(Engine& engine, const std::string& label, const std::string& value,
                             const std::string& what) {
  const std::string target = "/containers/json?all=1&filters=" + as_query(label_filter(label, value));
  TRY_ASSIGN(auto list, engine_json(engine, target, what));
  const auto has_id = [](const json& entry) { return !text(entry, "Id").empty(); };
  if (!list || !list->is_array() || !std::all_of(list->begin(), list->end(), has_id))
    return fail("cannot read " + what + ": the engine's answer is not a list of containers");
  const auto of_another = [&](const json& entry) {
    const std::string other = text(member(entry, "Labels"), label.c_str());
    return !other.empty() && other != value;
  };
  list->erase(std::remove_if(list->begin(), list->end(), of_another), list->end());
  return std::move(*list);
}

Expected<json> list_project_containers(Engine& engine, const std::string& project) {
  return list_labelled(engine, project_label, project, "the containers of project '" + project + "'");
}

Expected<std::optional<Image>> inspect_image(Engine& engine, const std::string& reference) {
  TRY_ASSIGN(const auto found, engine_json(engine, "/images/" + percent_encoded(reference) + "/json",
                                           "image '" + foreign(reference) + "'"));
  if (!found) return std::nullopt;
  return Image{text(*found, "Id"), strings(*found, "RepoTags"), strings(*found, "RepoDigests"),
               integer(*found, "Size"), text(member(*found, "Metadata"), "LastTagTime")};
}

std::string project_events_target(const std::string& project) {
  json filters = label_filter(project_label, project);
  filters["type"] = {"container"};
  return "/events?filters=" + as_query(filters);
}

}  // namespace slipway
