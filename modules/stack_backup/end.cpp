// state=deployed, failed, rolled_back: ends the record.
#include "stack/release_history.hpp"
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
  return {files_below(folder, look.files), look.running.images};
}

/// Those that hold copies of which the manifest will not know: superseded ones, or a killed run's.
std::vector<std::string> unnamed_folders(const Release& release) {
  const std::string used = used_folder(release);
  if (!release.deployed) return {first_folder, second_folder};
  return {other_folder(used)};
}

Expected<void> check(const Release& existing, const Request& request) {
  if (existing.project != request.stack.project.name)
    return fail("release '" + existing.name + "' belongs to project '" + existing.project + "', not to '" +
                request.stack.project.name.value_or("") + "'; correct name or project_name");
  if (existing.state == ReleaseState::started && existing.owner != request.owner)
    return fail("release '" + existing.name + "' was started by " + existing.owner + " at " +
                existing.started + ", so " + request.owner +
                " cannot end it; wait for it, or, if that run is dead, give owner=" + existing.owner);
  const bool over = existing.state == ReleaseState::failed || existing.state == ReleaseState::rolled_back;
  if (over && request.state == ReleaseState::deployed)
    return fail("release '" + existing.name + "' has ended as " + to_text(existing.state) +
                ", so it cannot become deployed; open it again with state=started");
  return {};
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
  plan.release.owner = request.owner;
  plan.release.live_before = release_history(releases_of(folder, plan.release.project)).live;
}

}  // namespace

Expected<void> decide_end(Plan& plan, const ReleaseFolder& folder, System& system) {
  const Request& request = plan.request;
  const Release* existing = find_release(folder.releases, request.name);
  plan.contents.clear();
  plan.leftovers.clear();
  TRY(refuse_damaged(folder, request.name));
  if (existing == nullptr) {
    foretell(plan, folder);
    return {};
  }
  TRY(check(*existing, request));
  plan.release = *existing;
  plan.release.state = request.state;
  if (!request.metadata.empty()) plan.release.metadata = request.metadata;
  if (request.state == ReleaseState::deployed) TRY(add_deployed(plan, system));
  plan.leftovers = unnamed_folders(plan.release);
  plan.step = plan.release == *existing ? Step::nothing : Step::update;
  if (plan.step == Step::nothing) return {};
  plan.release.finished = utc_timestamp(system.clock.now());
  for (auto& content : metadata_contents(request.metadata)) plan.contents.push_back(std::move(content));
  return {};
}

}  // namespace slipway::stack_backup
