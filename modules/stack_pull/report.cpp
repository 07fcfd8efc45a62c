#include <cmath>

#include "stack_pull/message.hpp"
#include "util/excerpt.hpp"
#include "util/mask.hpp"
#include "util/seconds_text.hpp"

namespace slipway::stack_pull {
namespace {

using ansible::Json;

const char* word_of(Step step) {
  switch (step) {
    case Step::pull:
      return "pull";
    case Step::build:
      return "build";
    default:
      return "keep";
  }
}

/// Previewed is what is certain: an image that is not there.
bool is_changed(const PlannedImage& image, bool done) {
  if (image.failure) return false;
  return done ? image.id != image.id_before : image.step != Step::keep && image.id_before.empty();
}

Json entry_of(const PlannedImage& image, bool done) {
  return {{"reference", image.need.reference},
          {"services", image.need.services},
          {"action", word_of(image.step)},
          {"id", image.id},
          {"digest", image.digest},
          {"changed", is_changed(image, done)},
          {"bytes", image.bytes},
          {"seconds", std::round(image.seconds * 10) / 10},
          {"began_after", image.began ? Json(hundredths(*image.began)) : Json()}};
}

Json failure_of(const PlannedImage& image, const std::vector<std::string>& secrets) {
  return {{"reference", image.need.reference},
          {"services", image.need.services},
          {"registry", image.registry},
          {"trouble", name_of(image.failure->trouble)},
          {"said", excerpt(masked(image.failure->words, secrets))}};
}

}  // namespace

ansible::Result report(const Plan& plan) {
  ansible::Result result;
  result.failed = has_failed(plan);
  result.msg = message(plan);
  result.values["images"] = Json::array();
  result.values["failures"] = Json::array();
  for (const auto& image : plan.images) {
    result.values["images"].push_back(entry_of(image, plan.done));
    result.changed = result.changed || is_changed(image, plan.done);
    if (image.failure) result.values["failures"].push_back(failure_of(image, plan.secrets));
  }
  result.warnings = plan.warnings;
  result.secrets = plan.secrets;
  result.documented = {"images.services",   "images.action",     "images.id",       "images.digest",
                       "failures.services", "failures.registry", "failures.trouble"};
  return result;
}

}  // namespace slipway::stack_pull
