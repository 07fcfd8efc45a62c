#include "changes/service_comparison.hpp"

#include <algorithm>

namespace slipway {
namespace {

using Kind = ChangeReason::Kind;
constexpr ComposeVersion networks_move{5, 4};
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
    if (next_.added_to_by.empty() ? container.config_hash != hash() : files_differ())
      add_configuration(found);
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

  bool files_differ() const {
    return now_ != nullptr && (now_->environment != next_.environment || !differing_settings().empty());
  }

  /// What is in no hash makes no difference: `depends_on` since 2.29.3, `profiles` since 2.30.2.
  std::vector<std::string> differing_settings() const {
    if (now_ == nullptr) return {};
    auto keys = differing_keys(now_->settings, next_.settings);
    if (forecast_.rules.compose >= ComposeVersion{2, 30}) std::erase(keys, "depends_on");
    if (forecast_.rules.compose >= ComposeVersion{2, 31}) std::erase(keys, "profiles");
    return keys;
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
    const auto settings = differing_settings();
    if (!variables.empty()) found.push_back({Kind::environment, variables});
    if (!settings.empty() || found.empty()) found.push_back({Kind::configuration, settings});
  }

  /// From 5.4 on a network under a new name is made beside the old one, and the container moves over.
  void add_networks(const Container& container, std::vector<ChangeReason>& found) const {
    if (forecast_.rules.compose < networks_are_compared || container.status != "running") return;
    for (const auto& network : next_.networks) {
      const bool is_there = forecast_.networks.count(network) != 0;
      if (!has(container.networks, network) && (is_there || forecast_.rules.compose < networks_move))
        found.push_back({Kind::network, {network}});
    }
  }

  const UpForecast& forecast_;
  const std::string& service_;
  const ServiceModel& next_;
  const ServiceModel* now_ = nullptr;
};

bool is_made_anew(const UpForecast& forecast, const std::string& network, const Container& container) {
  if (forecast.next.model.networks.count(network) == 0) return false;
  if (forecast.networks.count(network) == 0)
    return forecast.rules.compose >= networks_move && !has(container.networks, network);
  return has_another_definition(forecast, network);
}

}  // namespace

bool has_another_definition(const UpForecast& forecast, const std::string& network) {
  const auto wanted = forecast.next.model.networks.find(network);
  const auto there = forecast.networks.find(network);
  return wanted != forecast.next.model.networks.end() && there != forecast.networks.end() &&
         !there->second.empty() && there->second != wanted->second;
}

std::vector<ChangeReason> reasons_to_recreate(const UpForecast& forecast, const std::string& service,
                                              const Container& container) {
  return Comparison(forecast, service).reasons(container);
}

std::optional<ChangeReason> network_made_anew(const UpForecast& forecast, const std::string& service,
                                              const Container& container) {
  if (forecast.rules.compose < networks_are_compared) return std::nullopt;
  for (const auto& network : forecast.next.model.services.at(service).networks)
    if (is_made_anew(forecast, network, container)) return ChangeReason{Kind::network, {network}};
  return std::nullopt;
}

std::optional<ChangeReason> kept_from_knowing(const UpForecast& forecast, const std::string& service) {
  const std::string& key = forecast.next.model.services.at(service).added_to_by;
  if (!key.empty()) return ChangeReason{Kind::unknown, {key}};
  if (const auto found = forecast.unread.find(service); found != forecast.unread.end())
    return ChangeReason{Kind::unknown, {"env_file", found->second}};
  return std::nullopt;
}

}  // namespace slipway
