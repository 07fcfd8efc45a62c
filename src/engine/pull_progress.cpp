// What the engine tells while it pulls.
#include <nlohmann/json.hpp>
#include <numeric>

#include "engine/image_pull.hpp"
#include "util/excerpt.hpp"
#include "util/json_access.hpp"

namespace slipway {

using json_access::integer;
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
  const bool is_whole = status_ == "Download complete";
  if (!is_whole && status_ != "Downloading") return;
  Layer& layer = layers_[text(said, "id")];
  const auto& detail_of_layer = member(said, "progressDetail");
  if (!is_whole) layer = {integer(detail_of_layer, "current"), integer(detail_of_layer, "total")};
  if (is_whole) layer.bytes = layer.in_all;
}

std::int64_t PullProgress::bytes() const {
  return std::accumulate(layers_.begin(), layers_.end(), std::int64_t{0},
                         [](auto sum, const auto& layer) { return sum + layer.second.bytes; });
}

std::int64_t PullProgress::bytes_in_all() const {
  return std::accumulate(layers_.begin(), layers_.end(), std::int64_t{0},
                         [](auto sum, const auto& layer) { return sum + layer.second.in_all; });
}

}  // namespace slipway
