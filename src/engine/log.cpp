#include <cerrno>
#include <nlohmann/json.hpp>

#include "engine/containers.hpp"
#include "util/excerpt.hpp"
#include "util/json_access.hpp"

namespace slipway {
namespace {

constexpr std::size_t frame_header = 8;

std::size_t frame_length(const std::string& stream, std::size_t at) {
  std::size_t length = 0;
  for (std::size_t i = 4; i < frame_header; ++i)
    length = (length << 8U) | static_cast<unsigned char>(stream[at + i]);
  return length;
}

/// Joins the payloads of the engine's frames: one byte for the stream, three zeros, four of length,
/// big-endian (Docker API, ContainerAttach). A cut last frame gives what is there.
std::string joined_frames(const std::string& stream) {
  std::string payload;
  std::size_t at = 0;
  while (at + frame_header <= stream.size()) {
    const std::size_t length = frame_length(stream, at);
    payload.append(stream, at + frame_header, length);
    at += frame_header + length;
  }
  return payload;
}

}  // namespace

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
