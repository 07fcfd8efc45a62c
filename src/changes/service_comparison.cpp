#include "changes/service_comparison.hpp"

#include <algorithm>

namespace slipway {
namespace {

using Kind = ChangeReason::Kind;
using Texts = std::map<std::string, std::string>;

/// The keys with which two of them differ.
std::vector<std::string> differing_keys(const Texts& one, const Texts& other) {
  std::set<std::string> keys;
  for (const auto& [key, value] : one)
    if (const auto found = other.find(key); found == other.end() || found->second != value) keys.insert(key);
  for (const auto& [key, value] : other)
    if (one.count(key) == 0) keys.insert(key);
  return {keys.begin(), keys.end()};
}

bool has(const std::vector<std::string>& all, const std::string& one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

/// Why one container is not what its service shall be.
class Comparison {
 public:
  Comparison(const UpForecast& forecast, const std::string& service)
      : forecast_(forecast), service_(service), next_(forecast.next.model.services.at(service)) {
    if (!forecast.now) return;
    const auto& services = forecast.now->model.services;
    if (const auto found = services.find(service); found != services.end()) now_ = &found->second;
  }

  std::vector<ChangeReason> reasons(const Container& container) const {
    std::vector<ChangeReason> found;
    add_image(container, found);
    if (next_.hash_is_known ? container.config_hash != hash() : settings_differ()) add_configuration(found);
    add_networks(container, found);
    if (forecast_.rules.compose >= ComposeVersion{2, 32})
      for (const auto& volume : next_.volumes)
        if (!has(container.volumes, volume)) found.push_back({Kind::volume, {volume}});
    return found;
  }

 private:
  std::string hash() const {
    const auto found = forecast_.next.hashes.find(service_);
    return found == forecast_.next.hashes.end() ? "" : found->second;
  }

  bool settings_differ() const {
    return now_ == nullptr || now_->settings != next_.settings || now_->environment != next_.environment;
  }

  void add_image(const Container& container, std::vector<ChangeReason>& found) const {
    const std::string image = image_of(forecast_.next.model, service_);
    const auto id = forecast_.image_ids.find(image);
    if (container.image != image && !next_.image.empty())
      found.push_back({Kind::image, {container.image, image}});
    else if (id != forecast_.image_ids.end() && id->second != container.image_label)
      found.push_back({Kind::image, {container.image_label, id->second}});
  }

  /// The hash alone says that there is a difference; which one it is, the files say, unless the container was
  /// made by others than those that are there now.
  void add_configuration(std::vector<ChangeReason>& found) const {
    const auto variables =
        now_ ? differing_keys(now_->environment, next_.environment) : std::vector<std::string>{};
    const auto settings = now_ ? differing_keys(now_->settings, next_.settings) : std::vector<std::string>{};
    if (!variables.empty()) found.push_back({Kind::environment, variables});
    if (!settings.empty() || found.empty()) found.push_back({Kind::configuration, settings});
  }

  void add_networks(const Container& container, std::vector<ChangeReason>& found) const {
    const auto version = forecast_.rules.compose;
    if (version < ComposeVersion{2, 31} || version >= ComposeVersion{5, 2}) return;
    for (const auto& network : next_.networks)
      if ((container.status == "running" && !has(container.networks, network)) || is_made_anew(network))
        found.push_back({Kind::network, {network}});
  }

  bool is_made_anew(const std::string& network) const {
    if (!forecast_.now) return false;
    const auto& before = forecast_.now->model.networks;
    const auto& after = forecast_.next.model.networks;
    const auto old = before.find(network);
    const auto fresh = after.find(network);
    return old != before.end() && fresh != after.end() && old->second != fresh->second;
  }

  const UpForecast& forecast_;
  const std::string& service_;
  const ServiceModel& next_;
  const ServiceModel* now_ = nullptr;
};

}  // namespace

std::vector<ChangeReason> reasons_to_recreate(const UpForecast& forecast, const std::string& service,
                                              const Container& container) {
  return Comparison(forecast, service).reasons(container);
}

}  // namespace slipway
