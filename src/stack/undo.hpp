// What a release did to a stack, put back: one way for a deploy that failed, for one that was cut off, and
// for one that could not be put back before.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "env_file/hidden_texts.hpp"
#include "release/steps.hpp"
#include "stack/bring_up.hpp"
#include "stack/file_restore.hpp"
#include "stack/image_restore.hpp"
#include "stack/undo_choice.hpp"

namespace slipway {

struct UndoSettings {
  UndoRequest request;
  Path backups_path;
  Environment environment;  // for Compose, beside what is kept of our own
  Orchestrator orchestrator = Orchestrator::compose;
  std::string undone_by;  // for the record: "guard@web1"; empty: a run of the owner's
  std::vector<RegistryLogin> registries;
  std::chrono::seconds engine_timeout{60};  // for an engine that is on its way back
  bool keep_failed_first = false;           // leave the containers of a first deploy that failed just now
  BringUpSettings bring_up;                 // but for its project
  env_file::MaskOptions hidden;
};

struct Undo {
  UndoSettings settings;
  UndoChoice choice;

  // Of a release that is ours to undo:
  ReleasePhase phase = ReleasePhase::opened;  // how far it came; `containers` when nobody noted it
  std::vector<ReleaseStep> steps;
  FileSet set = FileSet::before;  // what is brought back; of one that was deployed already its own
  bool first = false;             // nothing was there before: all goes but the volumes

  // What was done, or in check mode would be:
  FileRestore files;
  std::vector<Path> folders;  // that are removed when nothing is left in them, innermost first
  std::optional<ImageRestore> images;
  std::optional<BringUp> stack;
  std::vector<std::string> gone;  // the containers and networks of a first deploy

  std::string logs;  // of a first deploy: what its containers last wrote

  // What came of it:
  bool carried_out = false;  // no check mode
  bool done = false;         // the stack is as it was, and the record has ended
  bool kept = false;         // a first deploy is left to look at; the next run undoes it first
  std::string problem;       // why the stack is not as it was; empty: it is, or was not touched
  bool stays_open = false;   // for want of the engine, or of the record: the next run undoes it first
  std::optional<std::string> live;
  std::string cause;  // why it failed, secrets masked
  std::vector<std::string> warnings;
  std::vector<std::string> secrets;  // not to be shown
};

/// Reads the records and decides what is to be undone, and how; writes nothing. Errors: of choose_undo, and
/// records, steps of other runs or files with secrets that cannot be read.
Expected<Undo> plan_undo(UndoSettings settings, System& system);

/// Of an undoing that could not be planned: it says so, and nothing is undone.
Undo unreadable_undo(UndoSettings settings, const Error& why);

/// Finds out which files and images would come back, without a wait for the engine. What keeps them from it
/// stands in `problem`.
void foresee(Undo& undo, System& system);

/// Takes the release up, puts back what it did, and ends its record as failed, while nobody else works on it:
/// a step of an earlier run, or another undoing, is waited for, as long as `bring_up.timeout`. What goes
/// wrong stands in `problem`, and on record: a release whose effects are still there says so
/// (Release::not_put_back) and is undone by the next call. Without an engine it stays open.
void carry_out(Undo& undo, System& system);

}  // namespace slipway
