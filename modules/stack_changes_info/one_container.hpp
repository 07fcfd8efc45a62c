// A container of a service against what the release's files and its record say of it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "changes/service_changes.hpp"
#include "release/release.hpp"

namespace slipway::stack_changes_info {

class OneContainer {
 public:
  /// `container` is one of `forecast`, and of a service that its next configuration has.
  OneContainer(const UpForecast& forecast, const Release& record, const Container& container);

  /// A sentence for each way in which it differs.
  std::vector<std::string> differences() const;

 private:
  std::string state() const;
  bool has_ended_well() const;
  std::string image() const;
  std::string configuration() const;
  bool is_configured_as_released() const;
  std::string restart_policy() const;
  std::string name() const;
  void add_networks(std::vector<std::string>& found) const;

  const UpForecast& forecast_;
  const Release& record_;
  const Container& container_;
  const ServiceModel& model_;
  std::string subject_;  // "container shop-app-1"
};

/// The restart policy that the service's settings ask for, as the engine calls it; nullopt: `deploy` has one.
std::optional<std::string> restart_policy_of(const ServiceModel& service);

}  // namespace slipway::stack_changes_info
