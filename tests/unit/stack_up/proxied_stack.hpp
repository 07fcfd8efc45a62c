// A stack that is replaced behind a proxy, which notes what it is told.
#pragma once

#include "unit/stack_up/rolling_stack.hpp"

namespace slipway::stack_up_test {

/// With a Caddy before it, which sends requests to app:9000.
struct ProxiedStack : RollingStack {
  Calls told;                    // "PATCH […] while shop-app-1 shop-app-2"
  std::optional<int> refuses{};  // the how manieth change, from 0

  ProxiedStack() : RollingStack(Json::object(), {{"web", {{"image", "caddy:2"}}}}) {
    web.socket_answer = [this](const SocketRequest& request) {
      if (request.method == "GET") return WebReply{200, "", R"({"s":{"upstreams":[{"dial":"app:9000"}]}})"};
      if (refuses && *refuses == static_cast<int>(told.size())) {
        refuses.reset();
        return WebReply{500, "", "cannot load"};
      }
      std::string line = request.body + " while";
      for (const auto& name : names()) line += " " + name;
      told.push_back(line);
      return WebReply{200, "", ""};
    };
  }

  Json roll_behind_it(const Json& changes = Json::object()) {
    Json options = {{"proxy", {{{"service", "web"}, {"kind", "caddy"}, {"socket", "/run/caddy.sock"}}}}};
    options.update(changes);
    return roll(options);
  }

  std::string dial(const std::string& name) {
    const std::string address = container(name)["NetworkSettings"]["Networks"]["shop_default"]["IPAddress"];
    return R"({"dial":")" + address + R"(:9000"})";
  }
};

}  // namespace slipway::stack_up_test
