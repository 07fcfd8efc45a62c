// An HAProxy that does what it is told.
#pragma once

#include <functional>
#include <map>
#include <sstream>

#include "unit/proxy/machine.hpp"

namespace slipway::proxy_test {

struct Server {
  std::string address;
  long admin_state = 0;
  long sessions = 0;
};

/// An HAProxy with a backend `app`, which does what it is told.
struct HaproxyStack : Machine {
  std::map<std::string, Server> servers{{"app1", {"172.18.0.2"}}, {"app2", {"172.18.0.8", 1}}};
  std::function<void()> on_count = [] {};

  HaproxyStack() {
    web.said_back = [this](const std::string& text) { return answer(text); };
  }

  std::unique_ptr<Proxy> haproxy(std::vector<std::string> backends = {"app"}) {
    ProxySettings settings;
    settings.kind = "haproxy";
    settings.service = "web";
    settings.backends = std::move(backends);
    settings.socket = "/run/haproxy.sock";
    return proxy(settings);
  }

  /// What it was told since the last call, without questions.
  Lines orders() {
    Lines told;
    for (const auto& text : web.said)
      if (text.starts_with("set server")) told.push_back(text.substr(0, text.find('\n')));
    web.said.clear();
    return told;
  }

  Expected<std::string> answer(const std::string& text) {
    if (text == "show servers state app\n") return state();
    if (text == "show stat\n") return stat();
    std::istringstream words(text);
    std::string set, server, name, what, value;
    words >> set >> server >> name >> what >> value;
    Server& told = servers.at(name.substr(name.find('/') + 1));
    if (what == "addr") {
      told.address = value;
      return "IP changed from '172.18.0.2' to '" + value + "' by 'stats socket command'\n";
    }
    if (what == "weight") return "\n";
    told.admin_state = value == "maint" ? 1 : value == "drain" ? 8 : 0;
    return "\n";
  }

  std::string state() const {
    std::string table = "1\n# be_id be_name srv_id srv_name srv_addr srv_op_state srv_admin_state srv_port\n";
    for (const auto& [name, server] : servers)
      table +=
          "3 app 1 " + name + " " + server.address + " 2 " + std::to_string(server.admin_state) + " 9000\n";
    return table + "\n";
  }

  std::string stat() {
    on_count();
    std::string table = "# pxname,svname,qcur,qmax,scur,smax\n";
    for (const auto& [name, server] : servers)
      table += "app," + name + ",0,0," + std::to_string(server.sessions) + ",9\n";
    return table + "app,BACKEND,0,0,99,99\nother,app1,0,0,77,99\n\n";
  }
};

}  // namespace slipway::proxy_test
