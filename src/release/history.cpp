#include "release/history.hpp"

#include <algorithm>

#include "release/lock.hpp"

namespace slipway {
namespace {

bool has_ended(const Release& release) {
  return release.state != ReleaseState::started;
}

bool failed_rollback(const Release& release) {
  return release.kind == ReleaseKind::rollback && release.state != ReleaseState::deployed;
}

/// Why this newest record leaves nothing to undo; empty when a rollback can undo it.
std::string reason_not_to_undo(const Release& release) {
  const std::string newest = "the newest record, " + release.name + ", ";
  if (release.kind == ReleaseKind::rollback) return newest + "is a rollback already";
  if (release.state == ReleaseState::failed && release.not_put_back.empty())
    return newest + "failed, and what was there before it is in place";
  if (release.state == ReleaseState::rolled_back) return newest + "has been undone already";
  if (release.first) return newest + "is the first release: nothing was live before it";
  return "";
}

void find_undo(const std::vector<Release>& releases, ReleaseHistory& history) {
  history.undo_reason = "no release has been deployed yet";
  for (auto release = releases.rbegin(); release != releases.rend(); ++release) {
    if (!has_ended(*release) || failed_rollback(*release)) continue;
    history.undo_reason = reason_not_to_undo(*release);
    if (history.undo_reason.empty()) history.undo = release->name;
    return;
  }
}

void note_undone(const Release& release, std::set<std::string>& undone) {
  if (release.state == ReleaseState::rolled_back) undone.insert(release.name);
  if (release.state != ReleaseState::deployed) return;
  if (release.restores && release.restores->to == FileSet::before) undone.insert(release.restores->release);
  if (const auto live = live_after(release)) undone.erase(*live);
}

/// A rollback can outlive the record of what it made live; then its own is the one that tells of it.
std::optional<std::string> live_now(const Release& newest_ended, const std::vector<Release>& releases) {
  const auto live = live_after(newest_ended);
  const bool is_gone = live && find_release(releases, *live) == nullptr;
  return is_gone && newest_ended.state == ReleaseState::deployed ? newest_ended.name : live;
}

}  // namespace

std::optional<std::string> live_after(const Release& release) {
  if (release.state != ReleaseState::deployed) return release.live_before;
  if (release.kind == ReleaseKind::deploy) return release.name;
  return release.restores ? release.restores->makes_live : release.live_before;
}

ReleaseHistory release_history(const std::vector<Release>& releases) {
  ReleaseHistory history;
  for (const auto& release : releases) {
    if (hold_of(release)) history.unfinished = release.name;
    if (!has_ended(release)) continue;
    history.live = live_now(release, releases);
    history.newest_ended = release.name;
    note_undone(release, history.undone);
  }
  find_undo(releases, history);
  return history;
}

const Release* standing_release(const std::vector<Release>& releases) {
  const auto found = std::find_if(releases.rbegin(), releases.rend(), [](const Release& one) {
    return one.state == ReleaseState::deployed && one.deployed;
  });
  return found == releases.rend() ? nullptr : &*found;
}

const Release* find_release(const std::vector<Release>& releases, const std::string& name) {
  const auto found =
      std::find_if(releases.begin(), releases.end(), [&](const Release& one) { return one.name == name; });
  return found == releases.end() ? nullptr : &*found;
}

}  // namespace slipway
