#include "stack_pull/message.hpp"

#include <algorithm>

#include "util/excerpt.hpp"
#include "util/mask.hpp"

namespace slipway::stack_pull {
namespace {

std::string name_with_services(const NeededImage& need) {
  if (need.services.empty()) return need.reference;
  return need.reference + " (service " + some_of(need.services) + ")";
}

/// `words`: what the registry says, in quotes and brackets.
std::string about_registry(const PlannedImage& image, const std::string& words) {
  const std::string registry = "the registry " + image.registry;
  switch (image.failure->trouble) {
    case PullTrouble::missing:
      return registry + " has no such image" + words + "; check the tag, and that it was pushed";
    case PullTrouble::refused:
      return image.with_account
                 ? registry + " refuses the login" + words + "; check the user name and password for it"
                 : registry + " wants a login, and there is none" + words +
                       "; give its account in registries, or run docker login as this user";
    case PullTrouble::denied:
      return image.with_account ? registry + " does not give it to this account" + words +
                                      "; it is not there, or the account may not read it"
                                : registry + " does not give it without a login" + words +
                                      "; it is not there, or it is private: give an account in registries";
    case PullTrouble::limited:
      return registry + " has had too many requests" + words +
             "; wait, or give an account in registries, whose limit is higher";
    case PullTrouble::insecure:
      return registry + " is not trusted by the engine" + words +
             "; install its certificate there, or name it in insecure-registries of daemon.json";
    case PullTrouble::unreachable:
      return registry + " does not answer" + words +
             "; check its name and port, that it runs, and the way there";
    case PullTrouble::faulty:
      return registry + " answers with an error of its own" + words + "; its log says more";
    default:
      return "it was not pulled from " + image.registry + words;
  }
}

std::string about_machine(const PlannedImage& image, const std::string& words) {
  switch (image.failure->trouble) {
    case PullTrouble::forbidden:
      return "a policy forbids it" + words + "; ask those who run the registry " + image.registry +
             " or this engine";
    case PullTrouble::platform:
      return "it is not made for this machine" + words +
             "; push it for this platform too, or set the service's platform";
    case PullTrouble::no_space:
      return "the engine's disk is full" + words + "; make room, with docker image prune say";
    case PullTrouble::too_slow:
      return "it took too long" + words + "; raise timeout, or see to the way to " + image.registry;
    default:
      return about_registry(image, words);
  }
}

std::string about_absence(const NeededImage& need) {
  if (!need.builders.empty())
    return "it is not on this machine, and may not be built; build it there, or let build be missing";
  if (!need.pullable)
    return "it is not on this machine, and no registry can be asked for it; name an image with its "
           "repository";
  return "it is not on this machine, and may not be pulled; pull it there, or change policy or the service's "
         "pull_policy";
}

std::vector<std::string> sentences(const Plan& plan) {
  std::vector<std::string> all;
  for (const auto& image : plan.images)
    if (image.failure) all.push_back(sentence_about(image, plan.secrets));
  if (plan.build_failure)
    all.push_back("docker compose build failed: " + excerpt(masked(*plan.build_failure, plan.secrets)));
  return all;
}

std::vector<std::string> references(const Plan& plan, Step step) {
  std::vector<std::string> names;
  for (const auto& image : plan.images)
    if (image.step == step) names.push_back(image.need.reference);
  return names;
}

}  // namespace

std::string sentence_about(const PlannedImage& image, const std::vector<std::string>& secrets) {
  const std::string begin = name_with_services(image.need) + ": ";
  const PullFailure& failure = *image.failure;
  if (failure.trouble == PullTrouble::absent) return begin + about_absence(image.need);
  const std::string said = excerpt(masked(failure.words, secrets));
  if (failure.trouble == PullTrouble::engine) return begin + said;
  return begin + about_machine(image, said.empty() ? "" : " ('" + said + "')");
}

bool has_failed(const Plan& plan) {
  return plan.build_failure ||
         std::any_of(plan.images.begin(), plan.images.end(),
                     [](const PlannedImage& image) { return image.failure.has_value(); });
}

std::string message(const Plan& plan) {
  const auto failures = sentences(plan);
  if (!failures.empty()) {
    std::string text = "images cannot be had, and no container was touched";
    for (std::size_t i = 0; i < failures.size(); ++i)
      text += (i == 0 ? ": (" : "; (") + std::to_string(i + 1) + ") " + failures[i];
    return text;
  }
  std::string text;
  const auto add = [&](const char* done, const char* foretold, Step step) {
    const auto names = references(plan, step);
    if (names.empty()) return;
    text += (text.empty() ? "" : "; ") + std::string(plan.done ? done : foretold) + " " + some_of(names);
  };
  add("pulled", "would pull", Step::pull);
  add("built", "would build", Step::build);
  add("kept", "would keep", Step::keep);
  return text;
}

}  // namespace slipway::stack_pull
