#include "stack/gap_warnings.hpp"

#include <algorithm>

#include "util/foreign.hpp"

namespace slipway {
namespace {

bool is_served(const std::string& service, const std::vector<ProxySettings>& proxies) {
  return std::any_of(proxies.begin(), proxies.end(),
                     [&](const auto& proxy) { return proxy.service == service || serves(proxy, service); });
}

/// Nobody sends requests to what no other service depends on.
bool is_depended_on(const std::string& service, const ComposeModel& model) {
  return std::any_of(model.services.begin(), model.services.end(), [&](const auto& other) {
    const auto& needs = other.second.depends_on;
    return std::any_of(needs.begin(), needs.end(), [&](const auto& need) { return need.service == service; });
  });
}

}  // namespace

std::vector<std::string> gap_warnings(const UpPlan& plan, const ComposeModel& model,
                                      const std::vector<ProxySettings>& proxies) {
  std::vector<std::string> sentences;
  for (const auto& [service, replacement] : plan.replacements) {
    const std::string& action = model.services.at(service).replacement.update.failure_action;
    if (!action.empty() && action != "rollback")
      sentences.push_back("service " + service + ": update_config.failure_action " + action +
                          " is not followed; a release that fails is put back");
    if (replacement.start_first && is_depended_on(service, model) && !is_served(service, proxies))
      sentences.push_back(
          "service " + service +
          ": there will be a gap, since no proxy is told of its new containers; who has looked its "
          "name up before asks the old ones (proxy)");
  }
  return sentences;
}

std::vector<std::string> unknown_proxy_services(const std::set<std::string>& services,
                                                const std::vector<ProxySettings>& proxies) {
  std::vector<std::string> sentences;
  for (const auto& proxy : proxies) {
    std::vector<std::string> named = proxy.backends;
    if (!proxy.service.empty()) named.push_back(proxy.service);
    for (const auto& name : named)
      if (services.count(name) == 0)
        sentences.push_back("proxy: there is no service '" + foreign(name) +
                            "' in the compose files, or its profile is not active");
  }
  return sentences;
}

}  // namespace slipway
