// What the engine tells while it pulls.
#include <nlohmann/json.hpp>

#include "engine/image_pull.hpp"
#include "util/excerpt.hpp"
#include "util/json_access.hpp"

namespace slipway {

using json_access::member;
using json_access::text;

void PullProgress::read(const std::string& line) {
  if (line.find_first_not_of(" \t\r") == std::string::npos) return;
  const auto said = nlohmann::json::parse(line, nullptr, false);
  if (!said.is_object()) {
    error_ = "it answers '" + excerpt(line) + "', which is no JSON";
    return;
  }
  const std::string detail = text(member(said, "errorDetail"), "message");
  for (const auto& error : {detail, text(said, "error"), text(said, "message")})
    if (!error.empty()) {
      error_ = error;
      return;
    }
  status_ = text(said, "status");
  static constexpr std::string_view digest = "Digest: ";
  if (status_.starts_with(digest)) digest_ = status_.substr(digest.size());
}

}  // namespace slipway
