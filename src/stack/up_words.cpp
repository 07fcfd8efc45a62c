#include "stack/up_words.hpp"

#include <map>

#include "util/excerpt.hpp"
#include "util/joined.hpp"

namespace slipway {
namespace {

using Action = ServiceChange::Action;

const char* participle_of(Action action) {
  switch (action) {
    case Action::recreate:
      return "replacing ";
    case Action::restart:
      return "restarting ";
    case Action::scale:
      return "scaling ";
    case Action::remove:
      return "removing ";
    default:
      return "starting ";
  }
}

}  // namespace

std::set<std::string> names_of(const std::vector<BringUpService*>& level) {
  std::set<std::string> names;
  for (const auto* service : level) names.insert(service->change.service);
  return names;
}

std::string doing_text(const std::vector<BringUpService*>& services) {
  std::map<std::string, std::vector<std::string>> by_action;
  for (const auto* service : services)
    by_action[participle_of(service->change.action)].push_back(service->change.service);
  std::vector<std::string> parts;
  parts.reserve(by_action.size());
  for (const auto& [doing, names] : by_action) parts.push_back(doing + some_of(names));
  return joined(parts, "; ");
}

std::string switched_back(const std::vector<BackendChange>& changes, const std::string& why) {
  std::vector<std::string> names;
  std::size_t containers = 0;
  for (const auto& change : changes) {
    names.push_back(change.service);
    containers += change.staying.size() + change.old.size();
  }
  const std::string who = services_named(names);
  if (names.size() > 1) return who + " were switched back to their old containers: " + why;
  if (containers > 1) return who + " was switched back to its old containers: " + why;
  return who + " was switched back to its old container: " + why;
}

}  // namespace slipway
