#include <cerrno>
#include <nlohmann/json.hpp>

#include "engine/containers.hpp"
#include "engine/frames.hpp"
#include "util/excerpt.hpp"
#include "util/json_access.hpp"

namespace slipway {
Expected<std::string> container_log_tail(Engine& engine, const Container& container, long lines) {
  const std::string target = "/containers/" + percent_encoded(container.id) +
                             "/logs?stdout=1&stderr=1&tail=" + std::to_string(lines);
  const std::string what = "cannot read the log of container '" + container.name + "'";
  const auto reply = engine.request("GET", target);
  if (!reply && reply.error().os_error == EFBIG)
    return fail(what + ": its last lines come to more than 64 MiB; lower log_lines, which is " +
                std::to_string(lines));
  if (!reply) return fail_while(what, reply.error());
  if (reply->status != 200) {
    const auto body = nlohmann::json::parse(reply->body, nullptr, false);
    const std::string message = json_access::text(body, "message");
    return fail(what + ": " +
                (message.empty() ? "status " + std::to_string(reply->status) : excerpt(message)));
  }
  return container.tty ? reply->body : joined_frames(reply->body);
}

}  // namespace slipway
