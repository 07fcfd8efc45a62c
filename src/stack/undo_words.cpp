#include "stack/undo_words.hpp"

#include "util/foreign.hpp"

namespace slipway {
namespace {

/// With a full stop, unless it has one, or asks.
std::string ended(std::string sentence) {
  if (!sentence.empty() && (sentence.back() == '.' || sentence.back() == '?')) return sentence;
  // Behind what others said stands a mark.
  const std::string shown = without_marks(sentence);
  return !shown.empty() && (shown.back() == '.' || shown.back() == '?') ? sentence : sentence + ".";
}

std::string live_sentence(const Undo& undo) {
  return undo.live ? "Live is release " + *undo.live + "." : "No release is live.";
}

std::string record_of(const Undo& undo) {
  return (undo.settings.backups_path / undo.choice.release->name).string();
}

std::string outcome_of_nothing(const Undo& undo) {
  if (undo.choice.in_place) return "What it did was put back before. " + live_sentence(undo);
  if (undo.choice.release && undo.choice.release->state == ReleaseState::deployed)
    return "It is on record as deployed, and nothing was put back. " + live_sentence(undo);
  return "The running stack was not touched. " + live_sentence(undo);
}

std::string outcome_of_problem(const Undo& undo) {
  const std::string files = undo.set == FileSet::before
                                ? "the files of before are in " + record_of(undo) + "/before"
                                : "its files are in " + record_of(undo);
  return "Putting the stack back failed as well: " + ended(undo.problem) +
         " Repair that and bring a release back with rollback.yml; " + files + ".";
}

std::string put_back_files(const Undo& undo) {
  std::string names;
  for (const auto& paths : {restored_paths(undo.files), removed_paths(undo.files)})
    for (const auto& path : paths) names += (names.empty() ? "" : ", ") + path;
  return names.empty() ? "none" : names;
}

std::string problem_message(const Undo& undo) {
  const std::string& name = undo.choice.release->name;
  const std::string begin =
      undo.choice.again
          ? "Release " + name + " failed, and putting the stack back fails again: "
          : "An earlier run left release " + name + " unfinished, and putting the stack back failed: ";
  const std::string way_out = undo.stays_open ? "" : ", or give it up with break_lock=true,";
  return begin + ended(undo.problem) + " Repair that (the files are in " + record_of(undo) + ")" + way_out +
         " and deploy again. The stack is as that run, and the try to put it back, have left it. " +
         live_sentence(undo);
}

}  // namespace

std::string undo_outcome(const Undo& undo) {
  const UndoChoice& choice = undo.choice;
  if (choice.standing == UndoStanding::left)
    return choice.taken_over_by + " has taken this release over, so the stack was left to that run. " +
           live_sentence(undo);
  if (choice.standing == UndoStanding::nothing && !undo.problem.empty())
    return "What it did to the stack is not known, and nothing was put back: " + ended(undo.problem);
  if (choice.standing == UndoStanding::nothing) return outcome_of_nothing(undo);
  if (!undo.carried_out)
    return undo.problem.empty() ? "A real run would put the stack back as it was before it."
                                : "Putting the stack back would fail as well: " + ended(undo.problem);
  if (!undo.problem.empty()) return outcome_of_problem(undo);
  if (undo.phase == ReleasePhase::opened) return "The running stack was not touched. " + live_sentence(undo);
  if (undo.kept)
    return "It was the first deploy, and its containers and files are left to look at; the next deploy "
           "removes them first.";
  if (undo.first)
    return "It was the first deploy: its containers and files are removed again, volumes are kept.";
  if (undo.phase == ReleasePhase::files)
    return "The files were put back as they were before, and no container was touched. " +
           live_sentence(undo);
  return "The stack was put back as it was before, and all its services are healthy. " + live_sentence(undo);
}

std::string undo_report(const Undo& undo, const std::string& name, ReleaseKind kind) {
  const ReleaseKind made = undo.choice.release ? undo.choice.release->kind : kind;
  return std::string(made == ReleaseKind::deploy ? "Release " : "The rollback ") + name +
         " failed: " + ended(foreign(undo.cause)) + " " + undo_outcome(undo);
}

std::string undo_message(const Undo& undo) {
  const UndoChoice& choice = undo.choice;
  if (choice.standing == UndoStanding::nothing) return "nothing to undo: " + choice.reason;
  const std::string name = choice.release ? choice.release->name : "";
  if (choice.standing == UndoStanding::left)
    return "nothing to undo: release " + name + " was taken over by " + choice.taken_over_by;
  if (!undo.problem.empty()) return problem_message(undo);
  const std::string begin =
      choice.again ? "Release " + name +
                         " failed, and what it did was not put back then; the stack is as it was before."
                   : "Release " + name + ", which " + choice.holder.value_or("nobody") +
                         " left unfinished, has ended, and the stack is as it was before.";
  return begin + " Of its files these were new, and are put back or removed: " + put_back_files(undo) + ".";
}

std::string undo_forecast(const Undo& undo) {
  const UndoChoice& choice = undo.choice;
  if (choice.standing != UndoStanding::ours) return undo_message(undo);
  const std::string begin =
      choice.again ? "what release " + choice.release->name + " did was not put back when it failed."
                   : "an earlier run of " + choice.holder.value_or("nobody") + " left release " +
                         choice.release->name + " unfinished.";
  return "Check mode: " + begin +
         " A real run would put the stack back as it was before that one; what comes after cannot be "
         "previewed.";
}

}  // namespace slipway
