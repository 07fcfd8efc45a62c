#include "stack_changes_info/drift_text.hpp"

namespace slipway::stack_changes_info {

std::string verdict(const Drift& drift) {
  if (!drift.release)
    return "Nothing was deployed with Slipway here: '" + drift.backups_path.string() +
           "' has no completed release of project '" + drift.project +
           "'; the playbook adopt.yml records a stack that runs already";
  const std::string release = "release '" + *drift.release + "'";
  const auto many = drift.findings.size();
  if (many == 0) return "Everything is as " + release + " says";
  return (many == 1 ? "1 thing is" : std::to_string(many) + " things are") + " no longer as " + release +
         " says";
}

std::string drift_text(const Drift& drift) {
  std::string text = verdict(drift);
  for (const auto& finding : drift.findings) text += "\n- " + finding.said;
  return text;
}

}  // namespace slipway::stack_changes_info
