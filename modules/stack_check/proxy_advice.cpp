// Advice: connections that the kernel resets when a proxy opens its port again.
#include <algorithm>

#include "stack/strategy.hpp"
#include "stack_check/situation.hpp"
#include "system/file_operations.hpp"
#include "util/json_access.hpp"

namespace slipway::stack_check {
namespace {

using json_access::member;
using json_access::text;

const std::string migration = "net.ipv4.tcp_migrate_req";  // Linux, networking/ip-sysctl

bool tells_proxies(const std::string& strategy) {
  UpRules rules;
  follow_strategy(strategy_of(strategy), rules);
  return rules.is_rolling;
}

/// In a mapping or a list: Compose takes both.
bool is_set_in(const nlohmann::json& sysctls) {
  const auto& value = member(sysctls, migration.c_str());
  if (value == "1" || value == 1) return true;
  return sysctls.is_array() && std::find(sysctls.begin(), sysctls.end(), migration + "=1") != sysctls.end();
}

bool is_set_on_server(const Situation& situation, Findings& findings) {
  const auto read = read_if_present(situation.system.files, "/proc/sys/net/ipv4/tcp_migrate_req");
  if (!read) findings.warnings.push_back("not looked at: " + read.error().message);
  return read && *read && (*read)->starts_with('1');
}

void advise(const std::string& name, const nlohmann::json& service, const Situation& situation,
            Findings& findings) {
  const bool on_host = text(service, "network_mode") == "host";  // whose settings no container may change
  if (on_host ? is_set_on_server(situation, findings) : is_set_in(member(service, "sysctls"))) return;
  const std::string remedy =
      on_host ? "it has the host's network, so set it on the server: sysctl -w " + migration + "=1"
              : "add sysctls: " + migration + ": \"1\"";
  findings.advice.push_back("service " + name +
                            ": Caddy opens its port again with each change of its configuration, and the "
                            "kernel resets what waits at the old one; " +
                            remedy + " (Linux 5.14 or newer)");
}

}  // namespace

void check_handover(Situation& situation, Findings& findings) {
  const Args& args = situation.args;
  if (!tells_proxies(args.strategy)) return;
  for (const auto& [name, service] : services_of(situation.config))
    if (std::any_of(args.proxy.begin(), args.proxy.end(), [&name = name](const ProxySettings& proxy) {
          return proxy.kind == "caddy" && proxy.service == name;
        }))
      advise(name, service, situation, findings);
}

}  // namespace slipway::stack_check
