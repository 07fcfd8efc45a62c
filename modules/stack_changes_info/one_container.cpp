#include "stack_changes_info/one_container.hpp"

#include <algorithm>

#include "changes/service_change_text.hpp"
#include "changes/service_comparison.hpp"
#include "changes/service_fate.hpp"
#include "changes/up_plan.hpp"
#include "stack_changes_info/image_drift.hpp"
#include "util/excerpt.hpp"
#include "util/foreign.hpp"

namespace slipway::stack_changes_info {
namespace {

bool has(const std::vector<std::string>& all, const std::string& one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

}  // namespace

OneContainer::OneContainer(const UpForecast& forecast, const Release& record, const Container& container)
    : forecast_(forecast),
      record_(record),
      container_(container),
      model_(forecast.next.model.services.at(container.service)),
      subject_("container " + container.name) {}

std::vector<std::string> OneContainer::differences() const {
  std::vector<std::string> found{state()};
  // Another image is another configuration, too: that is said once.
  std::string other = image();
  found.push_back(other.empty() ? configuration() : std::move(other));
  found.push_back(restart_policy());
  found.push_back(name());
  add_networks(found);
  std::erase(found, "");
  return found;
}

std::string OneContainer::state() const {
  const std::string& status = container_.status;
  if (is_up(container_) || has_ended_well()) return "";
  if (status == "exited")
    return subject_ + " does not run; it ended with exit code " + std::to_string(container_.exit_code);
  if (status == "created") return subject_ + " was made and never started";
  return subject_ + " does not run; it is " + status;
}

/// As health_wait counts it, but for one that ran on when the release was recorded, and so is no job that was
/// done. Times are compared as texts: both are UTC, and a second more or less does not matter.
bool OneContainer::has_ended_well() const {
  if (container_.status != "exited" || container_.exit_code != 0) return false;
  if (one_shots(forecast_.next.model).count(container_.service) != 0) return true;
  const bool stays_down = container_.restart_policy == "no" || container_.restart_policy == "on-failure";
  const bool ran_on = container_.started_at <= record_.finished && record_.finished < container_.finished_at;
  return stays_down && !ran_on;
}

std::string OneContainer::image() const {
  const auto& recorded = record_.deployed->images;
  const ReleaseImage* same_name = nullptr;
  for (const auto& image : recorded) {
    if (image.reference != container_.image) continue;
    if (image.id == container_.image_id) return "";
    same_name = &image;
  }
  if (recorded.empty()) return "";
  if (same_name == nullptr)
    return subject_ + " runs the image " + foreign(container_.image) + ", which the release does not have";
  return subject_ + " runs " + foreign(container_.image) + " as " + short_id(container_.image_id) +
         ", and the release was deployed with " + short_id(same_name->id);
}

/// As it was recorded, or as the release's files make it: Compose gives other hashes when it is updated.
bool OneContainer::is_configured_as_released() const {
  const auto& services = record_.deployed->services;
  const bool is_recorded = std::any_of(services.begin(), services.end(), [&](const auto& one) {
    return one == ReleaseService{container_.service, container_.config_hash};
  });
  const auto made = forecast_.next.hashes.find(container_.service);
  return is_recorded || !model_.added_to_by.empty() ||
         (made != forecast_.next.hashes.end() && made->second == container_.config_hash);
}

std::string OneContainer::configuration() const {
  if (is_configured_as_released()) return "";
  std::string keys;
  for (const auto& reason : reasons_to_recreate(forecast_, container_.service, container_)) {
    const bool is_of_files =
        reason.kind == ChangeReason::Kind::environment || reason.kind == ChangeReason::Kind::configuration;
    if (is_of_files && !reason.what.empty())
      keys += std::string(keys.empty() ? "" : "; ") + word_of(reason.kind) + " " + some_of(reason.what);
  }
  const std::string text = subject_ + " was made with another configuration than the release's";
  return keys.empty() ? text : text + " (" + keys + ")";
}

std::string OneContainer::restart_policy() const {
  const auto wanted = restart_policy_of(model_);
  if (!wanted || *wanted == container_.restart_policy) return "";
  return subject_ + " has the restart policy " + container_.restart_policy +
         ", and the files of the release say " + *wanted;
}

std::string OneContainer::name() const {
  const std::string& own = model_.container_name;
  const std::string made =
      forecast_.next.model.project + "-" + container_.service + "-" + std::to_string(container_.number);
  // Compose 1, and the newer ones with --compatibility, write it with underscores.
  std::string older = made;
  std::replace(older.begin(), older.end(), '-', '_');
  std::string name = container_.name;
  const std::string& wanted = own.empty() ? made : own;
  std::replace(name.begin(), name.end(), '-', '_');
  const bool is_right = own.empty() ? name == older : container_.name == own;
  return is_right ? "" : subject_ + " is called " + wanted + " in the release";
}

/// One that does not run may have lost them; one without any uses the host's, or another container's.
void OneContainer::add_networks(std::vector<std::string>& found) const {
  if (!is_up(container_) || model_.networks.empty()) return;
  for (const auto& network : model_.networks)
    if (!has(container_.networks, network))
      found.push_back(subject_ + " is not connected to the network " + network);
  for (const auto& network : container_.networks)
    if (!has(model_.networks, network))
      found.push_back(subject_ + " is connected to the network " + network +
                      ", which the files of the release do not say");
}

std::optional<std::string> restart_policy_of(const ServiceModel& service) {
  const auto text_of = [&](const char* key) {
    const auto found = service.settings.find(key);
    return found == service.settings.end() ? std::string() : found->second;
  };
  const std::string written = text_of("restart");  // JSON: "\"on-failure:3\""
  if (written.size() > 2) return written.substr(1, written.find_first_of(":\"", 1) - 1);
  if (text_of("deploy").find("\"restart_policy\"") != std::string::npos) return std::nullopt;
  return "no";
}

}  // namespace slipway::stack_changes_info
