// state=started: opens the record.
#include "release/start.hpp"

#include <algorithm>

#include "release/ending.hpp"
#include "release/history.hpp"
#include "stack_backup/contents.hpp"
#include "util/utc_time.hpp"

namespace slipway::stack_backup {
namespace {

Expected<void> describe_new(Plan& plan, System& system) {
  const Request& request = plan.request;
  if (!plan.snapshot) {
    TRY_ASSIGN(plan.snapshot, take_snapshot(request.stack, system));
  }
  Release& release = plan.release;
  release.project_src = request.stack.project.project_src.string();
  release.compose_files = compose_files_on_record(request.stack.project);
  release.first = !release.live_before && plan.snapshot->running.empty;
  release.before = {files_below(to_text(FileSet::before), plan.snapshot->files),
                    plan.snapshot->running.images, plan.snapshot->running.services, plan.snapshot->folders,
                    plan.snapshot->running.objects};
  for (auto& content : start_contents(*plan.snapshot, request.metadata))
    plan.contents.push_back(std::move(content));
  return {};
}

bool is_as_recorded(const RecordedFile& now, RecordedFile then) {
  then.copy = now.copy;
  then.leads_to = now.leads_to;  // where the same content stands is no change of it
  return now == then;
}

/// In what the stack is not as the record says that it was before the release; empty when in nothing.
std::string change_since(const Release& existing, const StackSnapshot& snapshot) {
  if (existing.first && !snapshot.running.empty) return "the project has containers";
  const auto& then = existing.before.files;
  for (const auto& file : snapshot.files)
    if (std::none_of(then.begin(), then.end(),
                     [&](const RecordedFile& one) { return is_as_recorded(file.recorded, one); }))
      return "'" + file.recorded.path + "' is not as it was";
  return then.size() == snapshot.files.size() ? "" : "the list of its files is another";
}

/// A record that is opened again keeps its `before`, which must still be what a rollback has to bring back.
Expected<void> check_is_unchanged(Plan& plan, const Release& existing, System& system) {
  if (!plan.snapshot) {
    TRY_ASSIGN(plan.snapshot, snapshot_without_config(plan.request.stack, system));
  }
  const std::string change = change_since(existing, *plan.snapshot);
  if (change.empty()) return {};
  return fail("the stack has changed since release '" + existing.name + "' ended as " +
              to_text(existing.state) + " (" + change +
              "), so what its record has from before it is not what stands there now; give this release "
              "another name");
}

}  // namespace

Expected<void> decide_start(Plan& plan, const ReleaseFolder& folder, System& system) {
  const Request& request = plan.request;
  TRY_ASSIGN(StartDecision decision,
             slipway::decide_start(
                 folder, {request.name, request.stack.project.name.value_or(""), request.kind, request.lock,
                          request.restores, request.restores_to, request.restores_auto}));
  if (decision.what == Start::nothing) {
    plan.nothing = std::move(decision.nothing);
    return {};
  }
  const bool is_new = decision.what == Start::create;
  const Release* existing = find_release(folder.releases, request.name);
  if (decision.what == Start::reopen) TRY(check_is_unchanged(plan, *existing, system));
  plan.release = std::move(decision.release);
  plan.ended = std::move(decision.ended);
  for (auto& ended : plan.ended) {
    plan.taken_over.push_back(ended.name);
    if (ended.state == ReleaseState::failed) note_steps(ended, noted_steps(plan, ended.name, system.files));
  }
  plan.resumed = !is_new;
  plan.step = is_new ? Step::create : Step::update;
  if (decision.what != Start::resume) plan.contents.push_back(no_steps_yet());
  if (decision.what == Start::resume || decision.what == Start::rerun) {
    if (plan.release == *existing) plan.step = Step::nothing;
    plan.quiet = plan.release.taken_over == existing->taken_over;
    if (!plan.quiet) plan.taken_over.push_back(request.name);
    return {};
  }
  plan.release.user = request.user;
  plan.release.host = request.host;
  plan.release.started = utc_timestamp(request.lock.now);
  if (!request.metadata.empty()) plan.release.metadata = request.metadata;
  if (is_new) return describe_new(plan, system);
  for (auto& content : metadata_contents(request.metadata)) plan.contents.push_back(std::move(content));
  return {};
}

}  // namespace slipway::stack_backup
