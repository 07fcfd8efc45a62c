#include "stack/guard.hpp"

#include "release/lock.hpp"
#include "release/work.hpp"
#include "stack/undo_run.hpp"

namespace slipway {
namespace {

constexpr std::chrono::seconds between_two_looks{1};

class Guard {
 public:
  Guard(const GuardSettings& settings, System& system)
      : settings_(settings),
        system_(system),
        record_(settings.claim.backups_path / settings.undo.request.release),
        last_sign_(system.clock.steady()) {}

  void watch() {
    while (is_open()) {
      look_for_sign();
      if (system_.clock.steady() - last_sign_ >= settings_.silence) undo();
      system_.clock.sleep_until(system_.clock.steady() + between_two_looks);
    }
  }

 private:
  /// One that cannot be read now may be readable later.
  bool is_open() {
    const auto release = claimed_release(system_.files, settings_.claim);
    if (!release) return true;
    const auto hold = *release ? hold_of(**release) : std::nullopt;
    return hold && hold->owner == settings_.claim.owner;
  }

  /// Each step writes when it begins and when it ends.
  void look_for_sign() {
    const auto steps = system_.files.status(record_ / steps_file);
    const FileStamp stamp = steps && *steps ? (*steps)->stamp : FileStamp{};
    if (stamp == last_stamp_) return;
    last_stamp_ = stamp;
    last_sign_ = system_.clock.steady();
  }

  void undo() {
    last_sign_ = system_.clock.steady();
    const auto alone = work_alone(system_.files, record_);
    if (!alone || !*alone || !is_open()) return;  // a step that takes long is a sign as well
    UndoSettings settings = settings_.undo;
    settings.undone_by = "guard@" + settings_.host;
    settings.request.cause = "the run of " + settings_.claim.owner + " gave no sign of life for " +
                             std::to_string(settings_.silence.count()) + " s, so the guard on " +
                             settings_.host + " undid the release";
    settings.request.lock.now = system_.clock.now();
    auto undo = plan_undo(std::move(settings), system_);
    if (undo && undo->choice.standing == UndoStanding::ours) UndoRun(*undo, system_).run_alone();
    last_sign_ = system_.clock.steady();
  }

  const GuardSettings& settings_;
  System& system_;
  Path record_;
  FileStamp last_stamp_{};
  std::chrono::steady_clock::time_point last_sign_;
};

}  // namespace

void guard_release(const GuardSettings& settings, System& system) {
  Guard(settings, system).watch();
}

}  // namespace slipway
