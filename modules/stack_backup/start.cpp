// state=started: opens the record.
#include "stack/release_start.hpp"

#include "stack/utc_time.hpp"
#include "stack_backup/contents.hpp"

namespace slipway::stack_backup {
namespace {

Expected<void> describe_new(Plan& plan, System& system) {
  const Request& request = plan.request;
  if (!plan.look) {
    TRY_ASSIGN(plan.look, look_at(request.stack, system));
  }
  Release& release = plan.release;
  const Path& project_src = request.stack.project.project_src;
  release.project_src = project_src.string();
  for (const auto& file : request.stack.project.files)
    release.compose_files.push_back(recorded_path(project_src, file));
  release.first = !release.live_before && plan.look->running.empty;
  release.before = {files_below(to_text(FileSet::before), plan.look->files), plan.look->running.images};
  plan.contents = start_contents(*plan.look, request.metadata);
  return {};
}

}  // namespace

Expected<void> decide_start(Plan& plan, const ReleaseFolder& folder, System& system) {
  const Request& request = plan.request;
  TRY_ASSIGN(
      StartDecision decision,
      slipway::decide_start(folder, {request.name, request.stack.project.name.value_or(""), request.kind,
                                     request.owner, request.restores, request.restores_to}));
  plan.release = std::move(decision.release);
  plan.contents.clear();
  plan.leftovers.clear();
  plan.resumed = decision.what != Start::create;
  plan.step = Step::nothing;
  if (decision.what == Start::resume) return {};
  plan.step = decision.what == Start::create ? Step::create : Step::update;
  plan.release.started = utc_timestamp(system.clock.now());
  if (!request.metadata.empty()) plan.release.metadata = request.metadata;
  if (decision.what == Start::create) return describe_new(plan, system);
  plan.contents = metadata_contents(request.metadata);
  return {};
}

}  // namespace slipway::stack_backup
