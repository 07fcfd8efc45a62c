#include "proxy/settings.hpp"

#include <algorithm>

#include "system/http_url.hpp"
#include "util/foreign.hpp"
#include "util/seconds_range.hpp"

namespace slipway {
namespace {

Expected<void> check_proxy(const ProxySettings& proxy) {
  const std::string what = "proxy: kind " + proxy.kind + " needs ";
  const std::string of_service = proxy.service.empty() ? "" : " (service " + foreign(proxy.service) + ")";
  if (proxy.service.empty() && proxy.kind != "labels") return fail(what + "service, the proxy's own");
  if (proxy.kind == "reload" && proxy.command.empty())
    return fail(what + "a command, as [nginx, -s, reload]" + of_service);
  if ((proxy.kind == "haproxy" || proxy.kind == "caddy") && proxy.socket.empty())
    return fail(what + "socket, the path on the server of the Unix socket where it is spoken to" +
                of_service);
  if (!proxy.url.empty())
    if (const auto url = parse_http_url(proxy.url); !url) return fail_while("proxy: url", url.error());
  return check_seconds("proxy: settle", proxy.settle, 0);
}

}  // namespace

std::vector<ansible::Option<ProxySettings>> proxy_lines() {
  using ansible::option;
  return {
      option("service", &ProxySettings::service, "the proxy's own service"),
      option("kind", &ProxySettings::kind, "how it is told")
          .choices({"reload", "haproxy", "caddy", "labels"})
          .required(),
      option("backends", &ProxySettings::backends,
             "the services that it sends requests to; not given: every one that is replaced"),
      option("command", &ProxySettings::command,
             "of reload: what makes it look its backends up again, a list of words"),
      option("by_address", &ProxySettings::by_address,
             "of reload: the command sends requests to $SLIPWAY_ADDRESSES, what it is to know service "
             "$SLIPWAY_SERVICE by")
          .default_to(false),
      option("socket", &ProxySettings::socket, "of haproxy and caddy: the Unix socket where it is spoken to"),
      option("url", &ProxySettings::url, "of labels: a page that lists the addresses it sends requests to"),
      option("settle", &ProxySettings::settle, "seconds until it goes by what it was told").default_to(1)};
}

Expected<void> check_proxies(const std::vector<ProxySettings>& proxies) {
  for (const auto& proxy : proxies) TRY(check_proxy(proxy));
  return {};
}

Expected<void> check_canary_proxies(const std::vector<ProxySettings>& proxies) {
  const auto divides = [](const ProxySettings& proxy) {
    return proxy.kind == "haproxy" || proxy.kind == "caddy";
  };
  if (std::any_of(proxies.begin(), proxies.end(), divides)) return {};
  return fail(
      "strategy canary needs a proxy that can share requests out; name one of kind haproxy or caddy in "
      "proxy");
}

Expected<void> check_blue_green_proxies(const std::vector<ProxySettings>& proxies) {
  const std::string needed =
      "strategy blue_green needs a proxy that can be sent from one container to another: "
      "kind haproxy, caddy, or reload with by_address; ";
  if (proxies.empty()) return fail(needed + "name one in proxy");
  for (const auto& proxy : proxies)
    if (proxy.kind == "labels" || (proxy.kind == "reload" && !proxy.by_address))
      return fail(needed + "in proxy kind " + proxy.kind + " goes by what runs, old and new alike");
  return {};
}

bool serves(const ProxySettings& proxy, const std::string& service) {
  if (proxy.service == service) return false;
  return proxy.backends.empty() ||
         std::find(proxy.backends.begin(), proxy.backends.end(), service) != proxy.backends.end();
}

}  // namespace slipway
