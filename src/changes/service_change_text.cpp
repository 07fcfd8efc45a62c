#include "changes/service_change_text.hpp"

#include "util/excerpt.hpp"
#include "util/foreign.hpp"

namespace slipway {
namespace {

using Action = ServiceChange::Action;
using Kind = ChangeReason::Kind;

const char* what_happens(Action action) {
  switch (action) {
    case Action::start:
      return "started, since it does not run";
    case Action::create:
      return "created";
    case Action::remove:
      return "removed";
    case Action::recreate:
      return "recreated";
    default:
      return "stays";
  }
}

std::string joined(const std::vector<std::string>& words, const char* between) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : between) + word;
  return text;
}

std::string reason_text(const ChangeReason& reason) {
  switch (reason.kind) {
    case Kind::image:
    case Kind::scale:
      return std::string(word_of(reason.kind)) + " " + joined(shown_words(reason), " -> ");
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
  std::string reasons;
  for (const auto& reason : change.reasons) reasons += (reasons.empty() ? "" : "; ") + reason_text(reason);
  std::string text = change.service + ": " + what_happens(change.action);
  if (!reasons.empty()) text += " (" + reasons + ")";
  if (change.may_be_recreated) text += ", unless the pull brings another image";
  return text;
}

}  // namespace slipway
