#include "release/claim.hpp"

#include <algorithm>

#include "release/entry.hpp"
#include "release/lock.hpp"
#include "release/name.hpp"
#include "release/store.hpp"
#include "release/work.hpp"

namespace slipway {
namespace {

std::string became_of(const Release& release) {
  if (!release.taken_over.empty())
    return release.taken_over.back().by + " took it over at " + release.taken_over.back().at;
  return "it has ended as " + to_text(release.state);
}

Expected<Release> read_record(Files& files, const ReleaseClaim& claim) {
  TRY_ASSIGN(auto release, claimed_release(files, claim));
  if (release) return std::move(*release);
  return fail("there is no release '" + claim.name + "' in '" + claim.backups_path.string() +
              "' that this change could belong to; open it first, with stack_backup");
}

Expected<void> refuse_foreign(const Release& release, const std::string& owner) {
  const auto hold = hold_of(release);
  if (hold && hold->owner == owner) return {};
  const std::string refused =
      "nothing was changed: release '" + release.name + "' is not " + owner + "'s to go on with any more, ";
  if (!hold) return fail(refused + "since " + became_of(release));
  return fail(refused + "since " + hold->owner + " holds it, from " + hold->since + " on");
}

/// The record's folder, while its owner still holds it.
Expected<Path> held_record(Files& files, const ReleaseClaim& claim) {
  TRY_ASSIGN(const Release release, read_record(files, claim));
  TRY(refuse_foreign(release, claim.owner));
  return claim.backups_path / release.name;
}

}  // namespace

Expected<std::optional<Release>> claimed_release(Files& files, const ReleaseClaim& claim) {
  TRY_ASSIGN(const std::string name, release_name(claim.name));
  TRY_ASSIGN(const auto keeper, files.status(claim.backups_path));
  const ReleaseFolder nothing;
  ReleaseFolder folder;
  TRY(read_entry(files, claim.backups_path / name, keeper ? keeper->uid : 0, SeenReleases(nothing), folder));
  TRY(refuse_damaged(folder, name));
  if (folder.releases.empty()) return std::nullopt;
  return std::move(folder.releases.front());
}

Expected<std::unique_ptr<FileLock>> begin_step(Files& files, const ReleaseClaim& claim, ReleaseStep step) {
  // Before the lock, so that this makes no folder of a name that was mistyped.
  TRY_ASSIGN(const Path folder, held_record(files, claim));
  TRY_ASSIGN(auto at_work, join_work(files, folder));
  TRY_ASSIGN(const auto lock, lock_releases(files, claim.backups_path));
  TRY_ASSIGN(const Path record, held_record(files, claim));
  auto known = read_steps(files, record);
  std::vector<ReleaseStep> steps = known ? std::move(*known) : std::vector<ReleaseStep>{};
  if (!known) step.phase = std::max(step.phase, ReleasePhase::containers);
  steps.push_back(std::move(step));
  TRY(write_steps(files, record, steps));
  return at_work;
}

Expected<void> end_step(Files& files, const ReleaseClaim& claim, const ReleaseStep& ended) {
  TRY_ASSIGN(const auto lock, lock_releases(files, claim.backups_path));
  TRY_ASSIGN(const Path record, held_record(files, claim));
  TRY_ASSIGN(auto steps, read_steps(files, record));
  const auto begun = std::find_if(steps.rbegin(), steps.rend(), [&](const ReleaseStep& step) {
    return step.step == ended.step && step.outcome == StepOutcome::running;
  });
  if (begun == steps.rend())
    return fail("'" + record.string() + "' does not say that " + ended.step + " began");
  begun->phase = std::max(begun->phase, ended.phase);
  begun->outcome = ended.outcome;
  begun->ended = ended.ended;
  begun->message = ended.message;
  begun->evidence = ended.evidence;
  begun->parts = ended.parts;
  begun->watch = ended.watch;
  return write_steps(files, record, steps);
}

}  // namespace slipway
