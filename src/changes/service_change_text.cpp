#include "changes/service_change_text.hpp"

#include "util/excerpt.hpp"
#include "util/foreign.hpp"
#include "util/joined.hpp"

namespace slipway {
namespace {

using Action = ServiceChange::Action;
using Kind = ChangeReason::Kind;

const char* what_happens(Action action) {
  switch (action) {
    case Action::start:
      return "started, since it does not run";
    case Action::restart:
      return "restarted";
    case Action::create:
      return "created";
    case Action::remove:
      return "removed";
    case Action::recreate:
      return "recreated";
    case Action::update:
      return "gets a new specification";
    case Action::fail:
      return "docker compose up fails";
    default:
      return "stays";
  }
}

/// "a", "a and b", "a, b and c"; of many the first ones.
std::string listed(std::vector<std::string> names) {
  if (names.size() < 2 || names.size() > 5) return some_of(names);
  const std::string last = names.back();
  names.pop_back();
  return joined(names, ", ") + " and " + last;
}

/// What keeps `up` from starting a container, and the way out.
std::string state_text(const std::string& container, const std::string& status) {
  if (status == "paused")
    return "container " + container + " is paused, and it cannot start one that is; run 'docker unpause " +
           container + "' first";
  if (status == "removing")
    return "container " + container +
           " is just being removed; wait until it is gone, or run 'docker rm --force " + container +
           "' first";
  return "container " + container + " is " + status +
         ", left over by a removal that failed; run 'docker rm --force " + container + "' first";
}

std::string network_text(const ServiceChange& change, const ChangeReason& reason) {
  if (change.action != Action::fail) return "network " + some_of(reason.what);
  return "it recreates network " + some_of(reason.what) +
         ", and this Compose (2.31 to 2.36) does not connect the containers again; run 'docker compose "
         "down' "
         "first, or update Compose";
}

std::string unknown_text(const std::vector<std::string>& what) {
  const std::string whether = "whether it is recreated cannot be told: ";
  if (what.size() < 2) return whether + "Compose itself adds to a service with " + some_of(what);
  return whether + "the " + what[0] + " entries of " + what[1] +
         " may read the .env file, which is to change";
}

std::string reason_text(const ServiceChange& change, const ChangeReason& reason) {
  switch (reason.kind) {
    case Kind::network:
      return network_text(change, reason);
    case Kind::state:
      return state_text(reason.what.at(0), reason.what.at(1));
    case Kind::image:
      return std::string(word_of(reason.kind)) + " " + joined(shown_words(reason), " -> ");
    case Kind::scale:
      return std::string(word_of(reason.kind)) + " " + joined(reason.what, " -> ");
    case Kind::shared:
      return "it shares with " + joined(reason.what, ", ");
    case Kind::dependency:
      return "it depends on " + joined(reason.what, ", ");
    case Kind::forced:
      return "as every service, by force_recreate";
    case Kind::orphan:
      return "no compose file has it";
    default:
      if (reason.what.empty()) return "it was started with another configuration";
      return std::string(word_of(reason.kind)) + " " + some_of(reason.what);
  }
}

/// "scaled from 3 to 1: app-2 and app-3 removed".
std::string scale_text(const ServiceChange& change, const ChangeReason& scale) {
  const std::string &before = scale.what.at(0), after = scale.what.at(1);
  const std::string text = "scaled from " + before + " to " + after + ": ";
  if (!change.created.empty()) return text + listed(change.created) + " created";
  if (!change.removed.empty()) return text + listed(change.removed) + " removed";
  return text + std::to_string(std::stol(before) - std::stol(after)) + " of " + listed(change.containers) +
         " removed";
}

bool makes_it_fail(Kind kind) {
  return kind == Kind::state || kind == Kind::network;
}

const char* pull_text(const ServiceChange& change, const std::string& unknown) {
  return change.may_be_recreated && unknown.empty() ? ", unless the pull brings another image" : "";
}

}  // namespace

const char* word_of(Action action) {
  switch (action) {
    case Action::start:
      return "start";
    case Action::create:
      return "create";
    case Action::remove:
      return "remove";
    case Action::recreate:
      return "recreate";
    case Action::restart:
      return "restart";
    case Action::scale:
      return "scale";
    case Action::update:
      return "update";
    case Action::fail:
      return "fail";
    default:
      return "keep";
  }
}

const char* word_of(Kind kind) {
  switch (kind) {
    case Kind::image:
      return "image";
    case Kind::environment:
      return "environment";
    case Kind::network:
      return "network";
    case Kind::volume:
      return "volume";
    case Kind::shared:
      return "shared";
    case Kind::dependency:
      return "dependency";
    case Kind::scale:
      return "scale";
    case Kind::forced:
      return "forced";
    case Kind::orphan:
      return "orphan";
    case Kind::state:
      return "state";
    case Kind::unknown:
      return "unknown";
    default:
      return "configuration";
  }
}

std::vector<std::string> shown_words(const ChangeReason& reason) {
  auto words = reason.what;
  if (reason.kind == Kind::image)
    for (auto& word : words) word = foreign(word);
  return words;
}

std::string change_text(const ServiceChange& change) {
  std::string reasons, scale, unknown;
  for (const auto& reason : change.reasons) {
    if (reason.kind == Kind::scale && change.action != Action::update)
      scale = scale_text(change, reason);
    else if (reason.kind == Kind::unknown)
      unknown = "; " + unknown_text(reason.what);
    else if (change.action != Action::fail || makes_it_fail(reason.kind))
      reasons += (reasons.empty() ? "" : "; ") + reason_text(change, reason);
  }
  const std::string service = change.service + ": ";
  if (change.action == Action::fail) return service + what_happens(change.action) + ": " + reasons;
  if (change.action == Action::scale) return service + scale + pull_text(change, unknown) + unknown;
  std::string text = service + what_happens(change.action);
  if (!reasons.empty()) text += " (" + reasons + ")";
  if (!scale.empty()) text += "; " + scale;
  return text + pull_text(change, unknown) + unknown;
}

}  // namespace slipway
