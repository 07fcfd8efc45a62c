// The release that a change belongs to: only who holds it may change the stack, and each change is noted in
// it.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "release/release.hpp"
#include "release/steps.hpp"
#include "system/files.hpp"

namespace slipway {

/// As the option `release` of the modules names it.
struct ReleaseClaim {
  Path backups_path;
  std::string name;  // as the user gave it, so `:` may stand in it
  std::string owner;
};

/// The release as it is on record; nullopt: there is no such record. Errors: one that cannot be read.
Expected<std::optional<Release>> claimed_release(Files& files, const ReleaseClaim& claim);

/// Notes that `step` begins, after making sure, under the lock of the records, that the release is open and
/// this owner's, and that nobody undoes it; the step is at work on it (release/work.hpp) as long as what is
/// returned lives. Errors, before anything is touched: there is no such record, it has ended, somebody else
/// holds it, it is being undone. A list of steps that cannot be read is begun again, with this step in phase
/// `containers`, since nobody knows what came before.
Expected<std::unique_ptr<FileLock>> begin_step(Files& files, const ReleaseClaim& claim, ReleaseStep step);

/// Notes how the step that began last under this name ended; its phase may be further than that in which it
/// began. Errors: the note cannot be written, or the release is no longer this owner's: whoever took it over
/// has its own notes.
Expected<void> end_step(Files& files, const ReleaseClaim& claim, const ReleaseStep& ended);

}  // namespace slipway
