// A Caddy that notes what it is asked.
#pragma once

#include "unit/proxy/machine.hpp"
#include "util/joined.hpp"

namespace slipway::proxy_test {

using nlohmann::json;

inline const std::string root = "/config/apps/http/servers";
inline const std::string first = root + "/srv0/routes/0/handle/0/upstreams";

/// A Caddy whose configuration sends requests to app:9000 and to other:80.
struct CaddyStack : Machine {
  json config = json::parse(R"({"srv0": {"routes": [
      {"handle": [{"handler": "reverse_proxy", "upstreams": [{"dial": "app:9000"}]}]},
      {"handle": [{"handler": "reverse_proxy", "upstreams": [{"dial": "other:80"}]}]}]}})");

  CaddyStack() {
    web.socket_answer = [this](const SocketRequest& request) {
      return request.method == "GET" ? WebReply{200, "", config.dump()} : WebReply{200, "", ""};
    };
  }

  std::unique_ptr<Proxy> caddy(std::vector<std::string> backends = {"app"}) {
    ProxySettings settings;
    settings.kind = "caddy";
    settings.service = "web";
    settings.backends = std::move(backends);
    settings.socket = "/run/caddy.sock";
    return proxy(settings);
  }

  /// What it was asked since the last call, without the marks.
  Lines asked() {
    Lines told;
    for (const auto& request : web.socket_requests) {
      CHECK(request.socket == "/run/caddy.sock");
      json body = request.body.empty() ? json() : json::parse(request.body);
      for (auto& upstream : body) upstream.erase("@id");
      told.push_back(request.method + " " + request.target + (request.body.empty() ? "" : " " + body.dump()));
    }
    web.socket_requests.clear();
    return told;
  }
};

/// The entry of a list of upstreams so many times.
inline std::string times(std::size_t count, const std::string& address) {
  return joined(Lines(count, R"({"dial":")" + address + R"(:9000"})"), ",");
}

}  // namespace slipway::proxy_test
