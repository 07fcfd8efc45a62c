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

}  // namespace slipway
