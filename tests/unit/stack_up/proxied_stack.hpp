// A stack that is replaced behind a proxy, which notes what it is told.
#pragma once

#include "unit/stack_up/rolling_stack.hpp"

namespace slipway::stack_up_test {

/// With a Caddy before it, which sends requests to app:9000.
struct ProxiedStack : RollingStack {
  Calls told;                    // where to send requests, and which containers were there by then:
                                 // "18 shop-app-1, 2 shop-app-2 while shop-app-1 shop-app-2"
  std::optional<int> refuses{};  // the how manieth change, from 0
  std::function<void()> on_told = [] {};

  ProxiedStack() : RollingStack(Json::object(), {{"web", {{"image", "caddy:2"}}}}) {
    web.socket_answer = [this](const SocketRequest& request) {
      if (request.method == "GET") return WebReply{200, "", R"({"s":{"upstreams":[{"dial":"app:9000"}]}})"};
      if (refuses && *refuses == static_cast<int>(told.size())) {
        refuses.reset();
        return WebReply{500, "", "cannot load"};
      }
      std::string line = destinations_in(Json::parse(request.body)) + " while";
      for (const auto& name : names()) line += " " + name;
      told.push_back(line);
      on_told();
      return WebReply{200, "", ""};
    };
  }

  /// The option `proxy`, with further settings of that proxy.
  static Json caddy(const Json& more = Json::object()) {
    Json proxy = {{"service", "web"}, {"kind", "caddy"}, {"socket", "/run/caddy.sock"}};
    proxy.update(more);
    return Json::array({proxy});
  }

  Json roll_behind_it(const Json& changes = Json::object()) {
    Json options = {{"proxy", caddy()}};
    options.update(changes);
    return roll(options);
  }

  std::string dial(const std::string& name) {
    const std::string address = container(name)["NetworkSettings"]["Networks"]["shop_default"]["IPAddress"];
    return address + ":9000";
  }

 private:
  /// Each container by its name, with how often it is there.
  std::string destinations_in(const Json& upstreams) {
    std::vector<std::pair<std::string, int>> counts;
    for (const auto& upstream : upstreams) {
      const std::string name = name_at(upstream["dial"]);
      auto known =
          std::find_if(counts.begin(), counts.end(), [&](const auto& one) { return one.first == name; });
      if (known == counts.end()) known = counts.insert(known, {name, 0});
      ++known->second;
    }
    std::string text;
    for (const auto& [name, count] : counts)
      text += (text.empty() ? "" : ", ") + (count == 1 ? "" : std::to_string(count) + " ") + name;
    return text;
  }

  std::string name_at(const std::string& address) {
    for (const auto& name : names())
      if (dial(name) == address) return name;
    return address;
  }
};

}  // namespace slipway::stack_up_test
