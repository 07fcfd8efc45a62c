#include "stack/undo_run.hpp"

#include <algorithm>
#include <cerrno>

#include "release/history.hpp"
#include "release/work.hpp"
#include "stack/command_containers.hpp"
#include "stack/last_logs.hpp"
#include "stack/recorded_set.hpp"
#include "stack/take_down.hpp"
#include "stack/undo_words.hpp"
#include "util/mask.hpp"
#include "util/utc_time.hpp"

namespace slipway {
namespace {

constexpr std::chrono::seconds between_two_tries{1};
constexpr const char* own_step = "stack_undo";
constexpr long lines_of_log = 50;

/// What is live when this release has ended as failed.
std::optional<std::string> live_once_ended(ReleaseFolder folder, Release ended) {
  (void)end_as_failed(ended, {}, {}, {});
  const auto same = std::find_if(folder.releases.begin(), folder.releases.end(),
                                 [&](const Release& one) { return one.name == ended.name; });
  const std::string project = ended.project;
  *same = std::move(ended);
  return release_history(releases_of(folder, project)).live;
}

}  // namespace

void UndoRun::run() {
  const auto alone = wait_for_others();
  if (alone) return run_alone();
  undo_.problem = alone.error().message;
  undo_.stays_open = true;
}

void UndoRun::run_alone() {
  const auto ours = take_up();
  if (!ours) {
    undo_.problem = ours.error().message;
    undo_.stays_open = true;
    return;
  }
  if (!*ours) return;
  if (const auto back = put_back(); !back) undo_.problem = back.error().message;
  if (!undo_.problem.empty() && undo_.phase != ReleasePhase::opened && !engine_answers()) {
    undo_.stays_open = true;
    if (const auto kept = keep_cause(); !kept) undo_.warnings.push_back(kept.error().message);
    return;
  }
  if (const auto ended = end_record(); !ended) {
    undo_.stays_open = true;
    undo_.problem = (undo_.problem.empty() ? "" : undo_.problem + "; ") + ended.error().message;
  }
}

/// A step whose controller died goes on to its end, and a guard may be undoing the release. nullptr: the
/// record is gone.
Expected<std::unique_ptr<FileLock>> UndoRun::wait_for_others() {
  const auto deadline = system_.clock.steady() + undo_.settings.bring_up.timeout;
  bool is_told = false;
  while (true) {
    auto alone = work_alone(system_.files, record());
    if (!alone && alone.error().os_error == ENOENT) return nullptr;
    if (!alone || *alone) return alone;
    if (!is_told) system_.progress.say("waiting for another run's work on release " + release().name);
    is_told = true;
    if (system_.clock.steady() >= deadline)
      return fail("a step of an earlier run, or the release's guard, has been at work on it for " +
                  std::to_string(undo_.settings.bring_up.timeout.count()) +
                  " s; wait for its end, or end its process, which 'fuser " + record().string() + "' finds");
    system_.clock.sleep_until(std::min(deadline, system_.clock.steady() + between_two_tries));
  }
}

/// Under the lock of the records, by what they say now; false when it is not ours any more.
Expected<bool> UndoRun::take_up() {
  Files& files = system_.files;
  const Path& backups = undo_.settings.backups_path;
  TRY_ASSIGN(const auto lock, lock_releases(files, backups));
  TRY_ASSIGN(const auto folder, read_releases(files, backups));
  TRY(choose(undo_, folder, system_));
  if (undo_.choice.standing != UndoStanding::ours) return false;
  compose_files_ = compose_files_of(folder, release(), undo_.set);
  const Release open = taken_up(undo_.choice, undo_.settings.request.lock);
  if (!(open == release())) TRY(update_release(files, backups, open, {}));
  undo_.choice.release = open;
  return true;
}

Expected<void> UndoRun::wait_for_engine() {
  const auto deadline = system_.clock.steady() + undo_.settings.engine_timeout;
  bool is_told = false;
  while (true) {
    TRY_ASSIGN(const auto engine, this->engine());
    const auto answer = engine->request("GET", "/_ping");
    if (answer && answer->status / 100 != 5) return {};
    if (!is_told) system_.progress.say("the engine does not answer; waiting for it");
    is_told = true;
    if (system_.clock.steady() >= deadline) {
      const Error error = answer ? refusal("it refuses", *answer).value() : answer.error();
      return fail_while("the engine did not answer within the " +
                            std::to_string(undo_.settings.engine_timeout.count()) + " s of engine_timeout",
                        error);
    }
    system_.clock.sleep_until(std::min(deadline, system_.clock.steady() + between_two_tries));
  }
}

bool UndoRun::engine_answers() {
  const auto engine = this->engine();
  if (!engine) return false;
  const auto answer = (*engine)->request("GET", "/_ping");
  return answer && answer->status / 100 != 5;
}

Expected<void> UndoRun::put_back() {
  if (undo_.phase == ReleasePhase::opened) return {};
  system_.progress.say("undoing release " + release().name);
  TRY(wait_for_engine());
  if (undo_.first) keep_logs();
  undo_.kept = is_left_to_look_at();
  if (undo_.kept) return {};
  if (undo_.first) TRY(take_down_first());
  TRY(put_files_back());
  if (undo_.first) return {};
  TRY(put_images_back());
  return undo_.phase == ReleasePhase::files ? Expected<void>() : bring_old_stack_up();
}

/// Only by the run that failed: when the next one undoes it, it has been looked at.
bool UndoRun::is_left_to_look_at() const {
  return undo_.first && undo_.settings.keep_failed_first && undo_.phase != ReleasePhase::files &&
         !undo_.settings.request.cause.empty();
}

/// With the containers their logs go.
void UndoRun::keep_logs() {
  const auto engine = this->engine();
  const auto logs = engine ? last_logs(**engine, project(), lines_of_log) : tl::unexpected(engine.error());
  if (logs) undo_.logs = masked(*logs, undo_.secrets);
  if (!logs)
    undo_.warnings.push_back("the logs of the containers are not on record: " + logs.error().message);
}

Expected<void> UndoRun::take_down_first() {
  ComposeProject stack = project();
  stack.files.assign(release().compose_files.begin(), release().compose_files.end());
  TRY_ASSIGN(const auto plan,
             plan_take_down(std::move(stack), undo_.settings.bring_up.timeout, undo_.secrets, system_));
  undo_.gone = plan.containers;
  undo_.gone.insert(undo_.gone.end(), plan.networks.begin(), plan.networks.end());
  return take_down(plan, system_);
}

Expected<void> UndoRun::plan_files() {
  const Path& project_src = undo_.settings.request.project_src;
  TRY_ASSIGN(undo_.files,
             plan_file_restore(release(), undo_.set, undo_.settings.backups_path, project_src, system_));
  TRY_ASSIGN(const StackState set, recorded_set(release(), undo_.set));
  // Without folders on record nobody looked, unless there was nothing to look at.
  if (!set.folders.empty() || undo_.first) undo_.folders = folders_made_since(set, project_src);
  return {};
}

Expected<void> UndoRun::put_files_back() {
  TRY(plan_files());
  undo_.warnings.insert(undo_.warnings.end(), undo_.files.warnings.begin(), undo_.files.warnings.end());
  TRY(restore_files(undo_.files, system_.files));
  if (const auto removed = remove_empty_folders(undo_.folders, system_.files); !removed)
    undo_.warnings.push_back("a folder that the release had made stays: " + removed.error().message);
  TRY(hide_what_came_back());
  TRY_ASSIGN(const auto engine, this->engine());
  TRY(remove_command_containers(*engine, release().project));
  return {};
}

/// The old files have other secrets than those that were there.
Expected<void> UndoRun::hide_what_came_back() {
  TRY_ASSIGN(const auto hidden, env_file::texts_to_hide(undo_.settings.hidden, system_.files));
  undo_.secrets.insert(undo_.secrets.end(), hidden.begin(), hidden.end());
  return {};
}

Expected<void> UndoRun::plan_images() {
  TRY_ASSIGN(const StackState set, recorded_set(release(), undo_.set));
  TRY_ASSIGN(const auto engine, this->engine());
  TRY_ASSIGN(undo_.images,
             plan_image_restore(release().name, set.images, undo_.settings.registries,
                                compose_environment(system_.environment, undo_.settings.environment), *engine,
                                system_));
  undo_.secrets.insert(undo_.secrets.end(), undo_.images->secrets.begin(), undo_.images->secrets.end());
  return {};
}

Expected<void> UndoRun::put_images_back() {
  TRY(plan_images());
  TRY_ASSIGN(const auto engine, this->engine());
  const auto restored = restore_images(*undo_.images, *engine, system_);
  undo_.warnings.insert(undo_.warnings.end(), undo_.images->warnings.begin(), undo_.images->warnings.end());
  return restored;
}

/// One-shot services of the old release have run before: they do not run again.
Expected<void> UndoRun::bring_old_stack_up() {
  BringUpSettings settings = undo_.settings.bring_up;
  settings.project = project();
  if (settings.project.files.empty())
    return fail(
        "the record has no compose file of before, so its containers cannot be started again; start "
        "them as they were started then");
  settings.one_shots = false;
  settings.puts_back = true;
  settings.watch.reset();  // it is put back whatever the page says
  settings.health.mask = undo_.secrets;
  TRY_ASSIGN(undo_.stack, plan_bring_up(std::move(settings), system_));
  system_.progress.say("bringing back what ran before");
  TRY(bring_up(*undo_.stack, system_));
  undo_.warnings.insert(undo_.warnings.end(), undo_.stack->warnings.begin(), undo_.stack->warnings.end());
  return undo_.stack->failed ? fail(undo_.stack->message) : Expected<void>();
}

FailureWords UndoRun::words(const Release& ended) const {
  FailureWords words{undo_.cause, ""};
  if (words.cause.empty() && undo_.choice.again) words.cause = ended.failure_cause;
  const bool steps_tell = std::any_of(undo_.steps.begin(), undo_.steps.end(), [](const ReleaseStep& step) {
    return step.outcome == StepOutcome::failed || step.outcome == StepOutcome::running;
  });
  if (words.cause.empty() && !steps_tell)
    words.cause = "the run of " + undo_.choice.holder.value_or(ended.owner) + " was cut off";
  words.outcome = Mask(undo_.secrets).sentence(undo_outcome(undo_));
  return words;
}

/// Under the lock of the records, as long as the release is still ours.
Expected<void> UndoRun::end_record() {
  Files& files = system_.files;
  const Path& backups = undo_.settings.backups_path;
  TRY_ASSIGN(const auto lock, lock_releases(files, backups));
  TRY_ASSIGN(auto folder, read_releases(files, backups));
  const auto now = std::find_if(folder.releases.begin(), folder.releases.end(),
                                [&](const Release& one) { return one.name == release().name; });
  const auto hold = now == folder.releases.end() ? std::nullopt : hold_of(*now);
  if (!hold || hold->owner != undo_.settings.request.lock.owner) {
    undo_.choice.standing = UndoStanding::left;
    undo_.choice.taken_over_by = hold ? hold->owner : "Another run of " + undo_.settings.request.lock.owner;
    return {};
  }
  Release ended = *now;
  ended.not_put_back =
      undo_.kept ? "its containers are left to look at" : Mask(undo_.secrets).sentence(undo_.problem);
  ended.undone_by = undo_.settings.undone_by;
  undo_.live = live_once_ended(std::move(folder), ended);
  const FailureWords said = words(ended);
  auto contents = end_as_failed(ended, undo_.steps, said, system_.clock.now());
  for (auto& content : note_failure_in_metadata(ended)) contents.push_back(std::move(content));
  if (!undo_.logs.empty()) contents.push_back({logs_file, undo_.logs});
  TRY(update_release(files, backups, ended, contents));
  undo_.choice.release = ended;
  undo_.done = undo_.problem.empty() && !undo_.kept;
  return {};
}

/// The release stays open, and whoever undoes it later shall know why it failed.
Expected<void> UndoRun::keep_cause() {
  if (undo_.cause.empty()) return {};
  TRY_ASSIGN(const auto lock, lock_releases(system_.files, undo_.settings.backups_path));
  const std::string now = utc_timestamp(system_.clock.now());
  undo_.steps.push_back({own_step, undo_.phase, StepOutcome::failed, now, now, undo_.cause, {}});
  return write_steps(system_.files, record(), undo_.steps);
}

Expected<std::unique_ptr<Engine>> UndoRun::engine() {
  return system_.engines.at("", compose_environment(system_.environment, undo_.settings.environment),
                            Engines::any_time);
}

/// As the release that is brought back ran.
ComposeProject UndoRun::project() const {
  ComposeProject stack;
  stack.project_src = undo_.settings.request.project_src;
  stack.files.assign(compose_files_.begin(), compose_files_.end());
  stack.name = release().project;
  stack.extra = undo_.settings.environment;
  stack.orchestrator = undo_.settings.orchestrator;
  return stack;
}

}  // namespace slipway
