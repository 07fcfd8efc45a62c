#include "swarm/changes.hpp"

#include <algorithm>
#include <set>

namespace slipway {
namespace {

using Action = ServiceChange::Action;
using Kind = ChangeReason::Kind;

/// The keys of two maps under which they differ.
std::vector<std::string> differing(const std::map<std::string, std::string>& left,
                                   const std::map<std::string, std::string>& right) {
  std::set<std::string> keys;
  for (const auto& [key, value] : left)
    if (const auto other = right.find(key); other == right.end() || other->second != value) keys.insert(key);
  for (const auto& [key, value] : right)
    if (left.count(key) == 0) keys.insert(key);
  return {keys.begin(), keys.end()};
}

std::string without_digest(const std::string& image) {
  return image.substr(0, image.find('@'));
}

bool is_same_image(const std::string& wanted, const std::string& there, bool is_pinned) {
  return is_pinned ? wanted == there : wanted == without_digest(there);
}

std::string replicas_text(const std::optional<long>& replicas) {
  return replicas ? std::to_string(*replicas) : "one on each node";
}

std::vector<ChangeReason> reasons_to_update(const StackService& wanted, const SwarmService& there,
                                            bool is_pinned) {
  std::vector<ChangeReason> reasons;
  if (!is_same_image(wanted.image, there.image, is_pinned))
    reasons.push_back({Kind::image, {there.image, wanted.image}});
  if (auto keys = differing(wanted.environment, there.environment); !keys.empty())
    reasons.push_back({Kind::environment, std::move(keys)});
  if (wanted.replicas != there.replicas)
    reasons.push_back({Kind::scale, {replicas_text(there.replicas), replicas_text(wanted.replicas)}});
  const auto label = there.labels.find(specification_label);
  if (label == there.labels.end()) {
    reasons.push_back({Kind::configuration, {}});
    return reasons;
  }
  auto keys = differing(wanted.hashes, hashes_in_label(label->second));
  std::erase_if(keys, [](const auto& key) { return key == "image" || key == "environment"; });
  if (!keys.empty()) reasons.push_back({Kind::configuration, std::move(keys)});
  return reasons;
}

ServiceChange change_of(const std::string& name, const StackService& wanted, const SwarmService* there,
                        bool is_pinned, const SwarmRules& rules) {
  ServiceChange change;
  change.service = name;
  change.may_be_recreated = !is_pinned;
  if (there == nullptr) {
    change.action = Action::create;
    return change;
  }
  change.reasons = reasons_to_update(wanted, *there, is_pinned);
  if (!change.reasons.empty()) change.action = Action::update;
  if (!rules.force_recreate || !needs_force(change)) return change;
  if (change.reasons.empty()) change.action = Action::recreate;
  change.reasons.push_back({Kind::forced, {}});
  return change;
}

}  // namespace

bool needs_force(const ServiceChange& change) {
  return change.action != Action::create && change.action != Action::remove &&
         std::all_of(change.reasons.begin(), change.reasons.end(), [](const ChangeReason& reason) {
           return reason.kind == Kind::scale || reason.kind == Kind::forced;
         });
}

std::vector<ServiceChange> swarm_changes(const SwarmFile& file, const std::vector<SwarmService>& there,
                                         const std::set<std::string>& unpinned, const SwarmRules& rules) {
  std::vector<ServiceChange> changes;
  for (const auto& [name, wanted] : file.services) {
    const auto found = std::find_if(there.begin(), there.end(),
                                    [&, &own = name](const auto& one) { return one.name == own; });
    const SwarmService* const known = found == there.end() ? nullptr : &*found;
    changes.push_back(change_of(name, wanted, known, unpinned.count(wanted.image) == 0, rules));
  }
  for (const auto& service : there)
    if (rules.remove_orphans && file.services.count(service.name) == 0) {
      ServiceChange change;
      change.service = service.name;
      change.action = Action::remove;
      change.reasons.push_back({Kind::orphan, {}});
      changes.push_back(std::move(change));
    }
  std::sort(changes.begin(), changes.end(),
            [](const auto& left, const auto& right) { return left.service < right.service; });
  return changes;
}

}  // namespace slipway
