#include "stack/step_parts.hpp"

#include <algorithm>
#include <set>

#include "util/seconds_text.hpp"

namespace slipway {
namespace {

using ansible::Json;

/// The entries of such a list that have begun.
std::vector<Json> begun_in(const Json& printed, const char* list) {
  std::vector<Json> entries;
  const Json all = printed.value(list, Json());
  if (!all.is_array()) return entries;
  for (const auto& entry : all)
    if (entry.is_object() && entry.value("began_after", Json()).is_number()) entries.push_back(entry);
  return entries;
}

void add_images(const Json& printed, std::vector<StepPart>& parts) {
  std::set<std::string> failed;
  const Json failures = printed.value("failures", Json::array());
  for (const auto& failure : failures) failed.insert(failure.value("reference", ""));
  for (const auto& image : begun_in(printed, "images")) {
    const std::string reference = image.value("reference", "");
    const double began = image.value("began_after", 0.0);
    parts.push_back({reference, image.value("action", ""), began,
                     hundredths(began + image.value("seconds", 0.0)), failed.count(reference) == 0});
  }
}

/// One that was made and is not waited for has no end.
void add_services(const Json& printed, std::vector<StepPart>& parts) {
  const bool failed = printed.value("failed", false);
  for (const auto& service : begun_in(printed, "services")) {
    const Json well = service.value("well_after", Json());
    if (!well.is_number() && !failed) continue;
    parts.push_back({service.value("service", ""), service.value("action", ""),
                     service.value("began_after", 0.0),
                     well.is_number() ? well.get<double>() : printed.value("waited", 0.0), well.is_number()});
  }
}

}  // namespace

std::vector<StepPart> step_parts(const Json& printed) {
  std::vector<StepPart> parts;
  add_images(printed, parts);
  add_services(printed, parts);
  std::stable_sort(parts.begin(), parts.end(),
                   [](const StepPart& left, const StepPart& right) { return left.began < right.began; });
  return parts;
}

}  // namespace slipway
