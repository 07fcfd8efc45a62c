// state=deployed, failed, rolled_back: ends the record.
#include "stack/release_history.hpp"
#include "stack/release_sequence.hpp"
#include "stack/utc_time.hpp"
#include "stack_backup/contents.hpp"

namespace slipway::stack_backup {
namespace {

// The copies of a record that is deployed again go to the other folder, so that the old manifest stays true
// until the new one is in place.
constexpr const char* first_folder = "deployed";
constexpr const char* second_folder = "deployed.2";

/// The folder that the manifest names now.
std::string used_folder(const Release& release) {
  if (release.deployed)
    for (const auto& file : release.deployed->files)
      if (file.copy.starts_with(std::string(second_folder) + "/")) return second_folder;
  return first_folder;
}

const char* other_folder(const std::string& folder) {
  return folder == first_folder ? second_folder : first_folder;
}

StackState state_in(const std::string& folder, const Look& look) {
  return {files_below(folder, look.files), look.running.images, look.running.services};
}

/// Those that hold copies of which the manifest will not know: superseded ones, or a killed run's.
std::vector<std::string> unnamed_folders(const Release& release) {
  const std::string used = used_folder(release);
  if (!release.deployed) return {first_folder, second_folder};
  return {other_folder(used)};
}

std::string taken_over_by(const Release& release) {
  if (release.taken_over.empty()) return "";
  return " (" + release.taken_over.back().by + " took it over at " + release.taken_over.back().at + ")";
}

Expected<void> check(const Release& existing, const Request& request) {
  if (existing.project != request.stack.project.name)
    return fail("release '" + existing.name + "' belongs to project '" + existing.project + "', not to '" +
                request.stack.project.name.value_or("") + "'; correct name or project_name");
  const auto hold = hold_of(existing);
  if (hold && hold->owner != request.lock.owner)
    return fail("release '" + existing.name + "' was started by " + hold->owner + " at " + hold->since +
                taken_over_by(existing) + ", so " + request.lock.owner +
                " cannot end it; wait for it, or, if that run is dead, take it over: state=started with "
                "break_lock=true");
  const bool over = existing.state == ReleaseState::failed || existing.state == ReleaseState::rolled_back;
  if (over && request.state == ReleaseState::deployed)
    return fail("release '" + existing.name + "' has ended as " + to_text(existing.state) +
                taken_over_by(existing) + ", so it cannot become deployed; open it again with state=started");
  return {};
}

/// Who holds the lock by another record may be reading this one, or relying on it.
Expected<void> check_nobody_else_works(const ReleaseFolder& folder, const Request& request) {
  for (const auto& release : releases_of(folder, request.stack.project.name.value_or("")))
    if (const auto hold = hold_of(release);
        hold && release.name != request.name && hold->owner != request.lock.owner)
      return fail("release '" + request.name + "' has ended, and its record stays as it is now: " +
                  lock_refusal(release, *hold, request.lock));
  return {};
}

/// What stands there now is what a later release deployed.
Expected<void> check_is_newest(const ReleaseFolder& folder, const Release& existing) {
  for (const auto& release : releases_of(folder, existing.project))
    if (release.sequence > existing.sequence && release.state != ReleaseState::started)
      return fail(
          "release '" + existing.name + "' was deployed before '" + release.name +
          "', and the stack is no longer as it deployed it, so its files on record stay as they are; give "
          "the release that is deployed now");
  return {};
}

/// The end of a release that was deployed already: a rerun that failed leaves it deployed as it was.
void end_rerun(Release& release, const Request& request) {
  const bool failed = request.state == ReleaseState::failed;
  if (failed) release.state = ReleaseState::deployed;
  if (!release.rerun->finished.empty()) return;
  release.rerun->finished = utc_timestamp(request.lock.now);
  release.rerun->failed = request.state != ReleaseState::deployed;
}

/// Whether this call ends, or has ended, the rerun of the release.
bool ends_rerun(const Release& existing, const Request& request) {
  const auto& rerun = existing.rerun;
  if (!rerun || rerun->owner != request.lock.owner || existing.state != ReleaseState::deployed) return false;
  return rerun->finished.empty() || (rerun->failed && request.state == ReleaseState::failed);
}

/// The files and images as deployed, when they are not those on record already.
Expected<void> add_deployed(Plan& plan, System& system) {
  if (!plan.look) {
    TRY_ASSIGN(plan.look, look_at(plan.request.stack, system));
  }
  Release& release = plan.release;
  const std::string used = used_folder(release);
  if (release.deployed && *release.deployed == state_in(used, *plan.look)) return {};
  const std::string free = release.deployed ? other_folder(used) : used;
  release.deployed = state_in(free, *plan.look);
  for (auto& copy : copies_below(free, plan.look->files)) plan.contents.push_back(std::move(copy));
  return {};
}

/// What the end of a record would be that is not there: only check mode goes on with it.
void foretell(Plan& plan, const ReleaseFolder& folder) {
  const Request& request = plan.request;
  plan.step = Step::foretold;
  plan.release = {};
  plan.release.name = request.name;
  plan.release.sequence = next_sequence(folder);
  plan.release.kind = request.kind;
  plan.release.state = request.state;
  plan.release.project = request.stack.project.name.value_or("");
  plan.release.owner = request.lock.owner;
  plan.release.live_before = release_history(releases_of(folder, plan.release.project)).live;
}

}  // namespace

Expected<void> decide_end(Plan& plan, const ReleaseFolder& folder, System& system) {
  const Request& request = plan.request;
  const Release* existing = find_release(folder.releases, request.name);
  TRY(refuse_damaged(folder, request.name));
  if (existing == nullptr) {
    foretell(plan, folder);
    return {};
  }
  TRY(check(*existing, request));
  Release& release = plan.release;
  release = *existing;
  release.state = request.state;
  if (ends_rerun(*existing, request)) end_rerun(release, request);
  const bool stays = release.state == existing->state && request.state != release.state;  // a failed rerun
  if (!request.metadata.empty() && !stays) release.metadata = request.metadata;
  if (!request.steps.empty() && !stays) release.steps = request.steps;
  if (request.state == ReleaseState::deployed) TRY(add_deployed(plan, system));
  plan.leftovers = unnamed_folders(release);
  if (release == *existing) return {};
  plan.step = Step::update;
  if (!hold_of(*existing)) TRY(check_nobody_else_works(folder, request));
  if (release.deployed != existing->deployed) TRY(check_is_newest(folder, *existing));
  Release without_lock = release;
  without_lock.rerun = existing->rerun;
  plan.quiet = without_lock == *existing;
  if (plan.quiet) return {};
  release.finished = utc_timestamp(request.lock.now);
  if (!stays)
    for (auto& content : metadata_contents(request.metadata)) plan.contents.push_back(std::move(content));
  return {};
}

}  // namespace slipway::stack_backup
