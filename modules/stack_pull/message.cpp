#include "stack_pull/message.hpp"

#include <algorithm>

#include "stack/pull_sentence.hpp"
#include "util/excerpt.hpp"
#include "util/mask.hpp"

namespace slipway::stack_pull {
namespace {

std::string name_with_services(const NeededImage& need) {
  if (need.services.empty()) return need.reference;
  return need.reference + " (" + services_named(need.services) + ")";
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
  return begin + pull_sentence(failure, {image.registry, image.with_account}, secrets);
}

bool has_failed(const Plan& plan) {
  return plan.build_failure ||
         std::any_of(plan.images.begin(), plan.images.end(),
                     [](const PlannedImage& image) { return image.failure.has_value(); });
}

std::string message(const Plan& plan) {
  const auto failures = sentences(plan);
  if (!failures.empty()) {
    if (failures.size() == 1)
      return "an image cannot be had, and no container was touched: " + failures.front();
    std::string text = "images cannot be had, and no container was touched";
    for (std::size_t i = 0; i < failures.size(); ++i)
      text += (i == 0 ? ": (" : "; (") + std::to_string(i + 1) + ") " + failures[i];
    return text;
  }
  std::string text;
  const auto add = [&](const char* done, const char* previewed, Step step) {
    const auto names = references(plan, step);
    if (names.empty()) return;
    text += (text.empty() ? "" : "; ") + std::string(plan.done ? done : previewed) + " " + some_of(names);
  };
  add("pulled", "would pull", Step::pull);
  add("built", "would build", Step::build);
  add("kept", "would keep", Step::keep);
  return text;
}

}  // namespace slipway::stack_pull
