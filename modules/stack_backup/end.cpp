// state=deployed, failed, rolled_back: ends the record.
#include "release/ending.hpp"
#include "release/history.hpp"
#include "release/sequence.hpp"
#include "stack_backup/contents.hpp"
#include "stack_backup/end_checks.hpp"
#include "util/utc_time.hpp"

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

StackState state_in(const std::string& folder, const StackSnapshot& snapshot) {
  return {files_below(folder, snapshot.files), snapshot.running.images, snapshot.running.services,
          snapshot.folders, snapshot.running.objects};
}

/// Those that hold copies of which the manifest will not know: superseded ones, or a killed run's.
std::vector<std::string> unnamed_folders(const Release& release) {
  const std::string used = used_folder(release);
  if (!release.deployed) return {first_folder, second_folder};
  return {other_folder(used)};
}

/// Whether this call ends, or has ended, the rerun of a release that was deployed already.
bool ends_rerun(const Release& existing, const Request& request) {
  const auto& rerun = existing.rerun;
  if (!rerun || rerun->owner != request.lock.owner || existing.state != ReleaseState::deployed) return false;
  return rerun->failed.empty() || request.state == ReleaseState::failed;
}

bool differs_but_for_the_lock(Release release, const Release& existing) {
  release.rerun = existing.rerun;
  return !(release == existing);
}

/// The files and images as deployed, when they are not those on record already.
Expected<void> add_deployed(Plan& plan, System& system) {
  if (!plan.snapshot) {
    TRY_ASSIGN(plan.snapshot, take_snapshot(plan.request.stack, system));
  }
  Release& release = plan.release;
  // A rollback may have brought others back than those that it began with.
  release.compose_files = compose_files_on_record(plan.request.stack.project);
  const std::string used = used_folder(release);
  if (release.deployed &&
      *release.deployed == as_comparable(state_in(used, *plan.snapshot), *release.deployed))
    return {};
  const std::string free = release.deployed ? other_folder(used) : used;
  release.deployed = state_in(free, *plan.snapshot);
  for (auto& copy : copies_below(free, plan.snapshot->files)) plan.contents.push_back(std::move(copy));
  return {};
}

/// Where the release stands now. One that failed before keeps what was said of that then; of a rerun that
/// went well nothing is left.
void set_state(Plan& plan, const Release& existing, const std::vector<ReleaseStep>& steps) {
  const Request& request = plan.request;
  const bool is_rerun = ends_rerun(existing, request);
  if (request.state != ReleaseState::failed) {
    plan.release.state = request.state;
    if (is_rerun) plan.release.rerun.reset();
    return;
  }
  const bool failed_before =
      existing.state == ReleaseState::failed || (is_rerun && !existing.rerun->failed.empty());
  if (!failed_before) plan.contents = end_as_failed(plan.release, steps, {}, request.lock.now);
}

/// What the end of a record would be that is not there: only check mode goes on with it.
void preview(Plan& plan, const ReleaseFolder& folder) {
  const Request& request = plan.request;
  plan.step = Step::previewed;
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
    preview(plan, folder);
    return {};
  }
  TRY(check_may_end(*existing, request));
  Release& release = plan.release;
  release = *existing;
  const auto steps = noted_steps(plan, request.name, system.files);
  set_state(plan, *existing, steps);
  const bool stays = release.state != request.state;  // its rerun failed
  if (!request.metadata.empty() && !stays) release.metadata = request.metadata;
  if (request.state == ReleaseState::deployed) TRY(add_deployed(plan, system));
  plan.leftovers = unnamed_folders(release);
  if (release.failure_sha256.empty()) plan.leftovers.emplace_back(failure_file);
  plan.quiet = !differs_but_for_the_lock(release, *existing);
  if (release == *existing) return {};
  plan.step = Step::update;
  // How the steps went this time is worth nothing when they have led to the same.
  if (plan.quiet) return {};
  if (!hold_of(*existing)) TRY(check_nobody_else_works(folder, request));
  if (release.deployed != existing->deployed) TRY(check_is_newest(folder, *existing));
  if (request.state != ReleaseState::failed) note_steps(release, steps);
  release.finished = utc_timestamp(request.lock.now);
  for (auto& content : metadata_contents(request.metadata)) plan.contents.push_back(std::move(content));
  return {};
}

}  // namespace slipway::stack_backup
