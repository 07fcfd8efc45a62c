#include "stack/stack_proxies.hpp"

#include <algorithm>

#include "health/engine_queries.hpp"
#include "util/excerpt.hpp"

namespace slipway {

StackProxies::StackProxies(BringUp& bring_up, System& system) : bring_up_(bring_up), system_(system) {
  for (const auto& settings : bring_up.settings.proxies)
    proxies_.push_back(
        make_proxy(settings, {bring_up.project, bring_up.settings.health.environment}, system));
}

std::vector<Proxy*> StackProxies::of(const std::string& service) const {
  std::vector<Proxy*> serving;
  for (std::size_t i = 0; i < proxies_.size(); ++i)
    if (serves(bring_up_.settings.proxies[i], service)) serving.push_back(proxies_[i].get());
  return serving;
}

bool StackProxies::is_idle(std::size_t number, const std::vector<std::string>& replaced) const {
  if (!bring_up_.settings.proxies[number].backends.empty() || replaced.empty()) return false;
  return std::none_of(replaced.begin(), replaced.end(), [&](const std::string& service) {
    return proxies_[number]->knows(service).value_or(true);
  });
}

void StackProxies::look_for_idle_ones() {
  std::vector<std::string> replaced;
  for (const auto& service : bring_up_.services)
    if (service.replacement && service.replacement->start_first) replaced.push_back(service.change.service);
  const bool goes_on = bring_up_.settings.strategy == Strategy::rolling || bring_up_.settings.puts_back;
  for (std::size_t i = 0; i < proxies_.size(); ++i) {
    if (!is_idle(i, replaced)) continue;
    const std::string sentence =
        "the proxy " + bring_up_.settings.proxies[i].service + " sends no requests to " +
        services_named(replaced) +
        ": a backend or an upstream of its configuration has to be named as the service";
    if (goes_on)
      bring_up_.warnings.push_back(sentence);
    else
      bring_up_.obstacles.push_back(sentence + "; when it serves others alone, name those in backends");
  }
}

Expected<void> StackProxies::tell(Proxy& proxy, const std::string& service) {
  TRY_ASSIGN(const auto engine, engine_of(bring_up_.settings.health, system_, Engines::any_time));
  TRY_ASSIGN(auto containers, service_containers(*engine, bring_up_.project, service));
  std::erase_if(containers, [](const Container& container) { return container.status != "running"; });
  if (const auto told = proxy.set_right(service, containers); !told)
    bring_up_.warnings.push_back(told.error().message);
  return {};
}

Expected<void> StackProxies::tell_of(const std::string& service) {
  for (auto* proxy : of(service)) TRY(tell(*proxy, service));
  return {};
}

Expected<void> StackProxies::set_right() {
  const auto& services = bring_up_.forecast.next.model.services;
  for (std::size_t i = 0; i < proxies_.size(); ++i) {
    const ProxySettings& settings = bring_up_.settings.proxies[i];
    if (settings.kind == "reload" && !settings.by_address && !bring_up_.settings.puts_back) continue;
    for (const auto& [name, model] : services)
      if (serves(settings, name)) TRY(tell(*proxies_[i], name));
  }
  return {};
}

}  // namespace slipway
