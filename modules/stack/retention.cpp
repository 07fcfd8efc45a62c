#include "stack/retention.hpp"

#include "stack/release_history.hpp"

namespace slipway {
namespace {

bool is_good(const Release& release, const ReleaseHistory& history) {
  return release.kind == ReleaseKind::deploy && release.state == ReleaseState::deployed &&
         history.undone.count(release.name) == 0;
}

std::vector<std::string> standing_reasons(const Release& release, const ReleaseHistory& history) {
  std::vector<std::string> reasons;
  if (history.live == release.name) reasons.emplace_back("live release");
  if (history.undo == release.name) reasons.emplace_back("a rollback would undo it");
  if (history.newest_ended == release.name) reasons.emplace_back("newest record");
  if (release.state == ReleaseState::started) reasons.emplace_back("unfinished");
  return reasons;
}

/// Counts down from the newest.
void keep_one_of(long& left, const char* rule, RetentionVerdict& verdict) {
  if (left <= 0) return;
  --left;
  verdict.reasons.emplace_back(rule);
}

}  // namespace

std::vector<RetentionVerdict> apply_retention(const std::vector<std::string>& plain,
                                              const std::vector<Release>& releases,
                                              const RetentionPolicy& policy) {
  const ReleaseHistory history = release_history(releases);
  long last = policy.keep_last;
  long failed = policy.keep_failed;
  std::vector<RetentionVerdict> newest_first;
  const auto judge = [&](RetentionVerdict verdict, bool good, bool counts) {
    if (counts) keep_one_of(good ? last : failed, good ? "keep_last" : "keep_failed", verdict);
    if (policy.protect.count(verdict.name) != 0) verdict.reasons.emplace_back("protect");
    if (policy.empty()) verdict.reasons.emplace_back("empty policy");
    newest_first.push_back(std::move(verdict));
  };
  for (auto release = releases.rbegin(); release != releases.rend(); ++release)
    judge({release->name, standing_reasons(*release, history)}, is_good(*release, history),
          release->state != ReleaseState::started);
  for (auto name = plain.rbegin(); name != plain.rend(); ++name) judge({*name, {}}, true, true);
  return {newest_first.rbegin(), newest_first.rend()};
}

}  // namespace slipway
