#include "stack/undo.hpp"

#include <sstream>

#include "release/history.hpp"
#include "stack/recorded_set.hpp"
#include "stack/undo_run.hpp"
#include "util/mask.hpp"

namespace slipway {
namespace {

/// On one line and without a full stop, to stand inside a sentence.
std::string as_clause(const std::string& text) {
  std::istringstream words(text);
  std::string clause;
  for (std::string word; words >> word;) clause += (clause.empty() ? "" : " ") + word;
  if (!clause.empty() && clause.back() == '.') clause.pop_back();
  return clause;
}

/// What the record says of its steps. Without such notes, as older playbooks leave none, or when they cannot
/// be read, it counts as one that touched containers.
Expected<void> read_phase(Undo& undo, Files& files) {
  const Path record = undo.settings.backups_path / undo.choice.release->name;
  TRY_ASSIGN(const auto noted, files.status(record / steps_file));
  auto steps = read_steps(files, record);
  undo.phase = ReleasePhase::containers;
  if (!steps) {
    undo.warnings.push_back("how far release '" + undo.choice.release->name +
                            "' came is not known, so all of it is put back: " + steps.error().message);
    return {};
  }
  if (noted) undo.phase = phase_after(*steps);
  undo.steps = std::move(*steps);
  return {};
}

}  // namespace

Expected<void> choose(Undo& undo, const ReleaseFolder& folder, System& system) {
  TRY_ASSIGN(undo.choice, choose_undo(folder, undo.settings.request, system.files));
  undo.live = release_history(releases_of(folder, undo.choice.project)).live;
  if (undo.choice.standing != UndoStanding::ours) return {};
  const Release& release = *undo.choice.release;
  const bool stays_deployed = release.state == ReleaseState::deployed;
  undo.set = stays_deployed ? FileSet::deployed : FileSet::before;
  undo.first = release.first && !stays_deployed;
  return read_phase(undo, system.files);
}

Expected<Undo> plan_undo(UndoSettings settings, System& system) {
  Undo undo;
  undo.settings = std::move(settings);
  for (const auto& login : undo.settings.registries) undo.secrets.push_back(login.password);
  TRY_ASSIGN(const auto hidden, env_file::texts_to_hide(undo.settings.hidden, system.files));
  undo.secrets.insert(undo.secrets.end(), hidden.begin(), hidden.end());
  undo.cause = masked(as_clause(undo.settings.request.cause), undo.secrets);
  undo.settings.request.cause = undo.cause;
  TRY_ASSIGN(const ReleaseFolder folder, read_releases(system.files, undo.settings.backups_path));
  TRY(choose(undo, folder, system));
  return undo;
}

Undo unreadable_undo(UndoSettings settings, const Error& why) {
  Undo undo;
  for (const auto& login : settings.registries) undo.secrets.push_back(login.password);
  undo.secrets.insert(undo.secrets.end(), settings.hidden.mask.begin(), settings.hidden.mask.end());
  undo.cause = masked(as_clause(settings.request.cause), undo.secrets);
  undo.settings = std::move(settings);
  undo.problem = why.message;
  undo.stays_open = true;
  return undo;
}

void foresee(Undo& undo, System& system) {
  if (undo.choice.standing != UndoStanding::ours || undo.phase == ReleasePhase::opened) return;
  UndoRun run(undo, system);
  if (const auto files = run.plan_files(); !files) {
    undo.problem = files.error().message;
    return;
  }
  if (undo.first) return;
  if (const auto images = run.plan_images(); !images)
    undo.warnings.push_back("which images come back cannot be previewed: " + images.error().message);
  else if (const std::string lost = lost_images(*undo.images); !lost.empty())
    undo.problem = lost;
}

void carry_out(Undo& undo, System& system) {
  undo.carried_out = true;
  if (undo.choice.standing == UndoStanding::ours) UndoRun(undo, system).run();
}

}  // namespace slipway
