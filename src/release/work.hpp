// Who works on a release at this moment: its steps share its record's folder, whoever undoes it has it alone.
// A flock of the kernel's, so that it ends with its process and leaves no file; and the sign by which a guard
// tells a slow step from a run that is gone.
#pragma once

#include <memory>

#include "system/files.hpp"

namespace slipway {

/// For a step, or the end, of a release, as long as it takes. `record`: its folder. Errors: the release is
/// being undone at this moment; the folder cannot be opened.
Expected<std::unique_ptr<FileLock>> join_work(Files& files, const Path& record);

/// For who undoes it. nullptr, at once: a step of it, or somebody else who undoes it, is at work.
Expected<std::unique_ptr<FileLock>> work_alone(Files& files, const Path& record);

}  // namespace slipway
