// What a task says of a proxy that sends requests to the services of a stack.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ansible/spec.hpp"

namespace slipway {

struct ProxySettings {
  std::string service;                // the proxy's own; empty: it is not of this stack
  std::string kind;                   // "reload", "haproxy", "caddy", "labels"
  std::vector<std::string> backends;  // the services that it sends requests to; empty: all that are replaced
  std::vector<std::string> command;   // of `reload`
  bool by_address = false;            // of `reload`: the command takes the addresses that it is given
  Path socket;                        // of `haproxy` and `caddy`: where it is spoken to, on this machine
  std::string url;                    // of `labels`: a page that lists the addresses it sends requests to
  long settle = 1;                    // seconds until it goes by what it was told, or has seen
};

/// The lines of the option `proxy`, a list of dicts.
std::vector<ansible::Option<ProxySettings>> proxy_lines();

/// Errors: what a kind needs and is not given.
Expected<void> check_proxies(const std::vector<ProxySettings>& proxies);

/// Errors: none of them can send a share of the requests to some of a service's containers.
Expected<void> check_canary_proxies(const std::vector<ProxySettings>& proxies);

/// Errors: one of them cannot send requests to some of a service's containers alone, or there is none.
Expected<void> check_blue_green_proxies(const std::vector<ProxySettings>& proxies);

/// Whether it sends requests to that service.
bool serves(const ProxySettings& proxy, const std::string& service);

}  // namespace slipway
