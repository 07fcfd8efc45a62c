#include "compose/network_hash.hpp"

#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

#include "util/sha256.hpp"

namespace slipway {
namespace {

using nlohmann::ordered_json;  // the hash is over the definition's members in the order in which Compose has
                               // them

void replace_all(std::string& text, std::string_view what, std::string_view by) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
    text.replace(at, what.size(), by);
}

/// As Go's encoding/json writes it, which escapes what HTML would take for its own.
std::string as_go_writes(const ordered_json& value) {
  std::string text = value.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
  for (const auto& [what, by] : {std::pair{"$$", "$"}, {"<", "\\u003c"}, {">", "\\u003e"}, {"&", "\\u0026"}})
    replace_all(text, what, by);
  return text;
}

bool is_set(const ordered_json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_boolean() && found->get<bool>();
}

}  // namespace

std::map<std::string, std::string> network_hashes(const std::string& config) {
  std::map<std::string, std::string> hashes;
  const auto root = ordered_json::parse(config, nullptr, false);
  if (!root.is_object() || !root.contains("networks") || !root["networks"].is_object()) return hashes;
  for (const auto& [key, network] : root["networks"].items()) {
    if (!network.is_object() || is_set(network, "external")) continue;
    const auto name = network.find("name");
    hashes[name != network.end() && name->is_string() ? name->get<std::string>() : key] =
        sha256_hex(as_go_writes(network));
  }
  return hashes;
}

}  // namespace slipway
