// The steps of undoing a release, in their order.
#pragma once

#include "release/ending.hpp"
#include "stack/undo.hpp"

namespace slipway {

/// Decides again from what the records say now.
Expected<void> choose(Undo& undo, const ReleaseFolder& folder, System& system);

class UndoRun {
 public:
  UndoRun(Undo& undo, System& system) : undo_(undo), system_(system) {}

  /// Takes the release up, puts back, and ends the record.
  void run();

  /// The same for who has the release for himself already.
  void run_alone();

  /// Compares the stack's files with the record. Errors: of plan_file_restore.
  Expected<void> plan_files();

  /// Asks the engine for the images of the set. Errors: of plan_image_restore.
  Expected<void> plan_images();

 private:
  Expected<std::unique_ptr<FileLock>> wait_for_others();
  Expected<bool> take_up();
  Expected<void> wait_for_engine();
  Expected<void> put_back();
  bool is_left_to_look_at() const;
  void keep_logs();
  Expected<void> take_down_first();
  Expected<void> put_files_back();
  Expected<void> put_images_back();
  Expected<void> bring_old_stack_up();
  Expected<void> hide_what_came_back();
  Expected<void> end_record();
  Expected<void> keep_cause();
  FailureWords words(const Release& release) const;
  bool engine_answers();
  Expected<std::unique_ptr<Engine>> engine();
  ComposeProject project() const;
  const Release& release() const { return *undo_.choice.release; }
  Path record() const { return undo_.settings.backups_path / release().name; }

  Undo& undo_;
  System& system_;
  std::vector<std::string> compose_files_;  // with which the set ran
};

}  // namespace slipway
