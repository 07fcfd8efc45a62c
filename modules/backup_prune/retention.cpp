#include "backup_prune/retention.hpp"

#include <algorithm>

#include "release/history.hpp"
#include "release/lock.hpp"

namespace slipway {
namespace {

/// A record as the policy sees it.
struct Candidate {
  RetentionVerdict verdict;
  std::optional<std::time_t> time;
  bool good = true;   // a deployed release or a plain folder, and not a failure or a rollback
  bool ended = true;  // one that has not ended counts for no rule
};

bool is_good(const Release& release, const ReleaseHistory& history) {
  return release.kind == ReleaseKind::deploy && release.state == ReleaseState::deployed &&
         history.undone.count(release.name) == 0;
}

bool is_needed(const std::string& name, const std::vector<Release>& releases) {
  return std::any_of(releases.begin(), releases.end(), [&](const Release& one) {
    return hold_of(one) && one.restores && one.restores->release == name;
  });
}

std::vector<std::string> standing_reasons(const Release& release, const std::vector<Release>& releases,
                                          const ReleaseHistory& history) {
  std::vector<std::string> reasons;
  if (history.live == release.name) reasons.emplace_back("live release");
  if (history.undo == release.name) reasons.emplace_back("a rollback would undo it");
  if (history.newest_ended == release.name) reasons.emplace_back("newest record");
  if (hold_of(release)) reasons.emplace_back("unfinished");
  if (is_needed(release.name, releases)) reasons.emplace_back("an unfinished rollback puts it back");
  return reasons;
}

std::vector<Candidate> newest_first(const std::vector<std::string>& plain,
                                    const std::vector<Release>& releases) {
  const ReleaseHistory history = release_history(releases);
  std::vector<Candidate> all;
  for (auto release = releases.rbegin(); release != releases.rend(); ++release)
    all.push_back({{release->name, standing_reasons(*release, releases, history)},
                   release_time(*release),
                   is_good(*release, history),
                   release->state != ReleaseState::started});
  for (auto name = plain.rbegin(); name != plain.rend(); ++name)
    all.push_back({{*name, {}}, plain_time(*name)});
  return all;
}

void keep_newest(std::vector<Candidate>& all, bool good, long left, const char* rule) {
  for (auto& one : all)
    if (one.ended && one.good == good && left-- > 0) one.verdict.reasons.emplace_back(rule);
}

/// By the set of periods, so that a clock that was set back between two releases makes no period count twice.
void keep_of_each(std::vector<Candidate>& all, Period period, long count, const char* rule) {
  std::set<std::string> seen;
  for (auto& one : all) {
    if (!one.ended || !one.good || !one.time) continue;
    if (static_cast<long>(seen.size()) < count && seen.insert(period_of(*one.time, period)).second)
      one.verdict.reasons.emplace_back(rule);
  }
}

/// The time of the newest release that is not in the future; of the newest record when none was deployed.
std::optional<std::time_t> newest_time(const std::vector<Candidate>& all, std::time_t now) {
  for (const bool only_good : {true, false})
    for (const auto& one : all)
      if (one.ended && (one.good || !only_good) && one.time && *one.time <= now) return one.time;
  return std::nullopt;
}

void keep_since(std::vector<Candidate>& all, const RetentionPolicy& policy) {
  if (!policy.keep_within) return;
  const auto newest = newest_time(all, policy.now);
  for (auto& one : all)
    if (one.ended && (!newest || !one.time || *one.time > before(*newest, *policy.keep_within)))
      one.verdict.reasons.emplace_back("keep_within");
}

}  // namespace

std::vector<RetentionVerdict> apply_retention(const std::vector<std::string>& plain,
                                              const std::vector<Release>& releases,
                                              const RetentionPolicy& policy) {
  std::vector<Candidate> all = newest_first(plain, releases);
  keep_newest(all, true, policy.keep_last, "keep_last");
  keep_newest(all, false, policy.keep_failed, "keep_failed");
  keep_since(all, policy);
  keep_of_each(all, Period::day, policy.keep_daily, "keep_daily");
  keep_of_each(all, Period::week, policy.keep_weekly, "keep_weekly");
  keep_of_each(all, Period::month, policy.keep_monthly, "keep_monthly");
  keep_of_each(all, Period::year, policy.keep_yearly, "keep_yearly");
  std::vector<RetentionVerdict> oldest_first;
  for (auto one = all.rbegin(); one != all.rend(); ++one) {
    if (policy.protect.count(one->verdict.name) != 0) one->verdict.reasons.emplace_back("protect");
    if (one->good && !policy.empty() && policy.spares_deployed())
      one->verdict.reasons.emplace_back("no rule for deployed releases");
    if (policy.empty()) one->verdict.reasons.emplace_back("empty policy");
    oldest_first.push_back(std::move(one->verdict));
  }
  return oldest_first;
}

}  // namespace slipway
