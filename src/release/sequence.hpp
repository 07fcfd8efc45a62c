// The numbers of records, which only grow: they are the order of the releases, whatever the clock said.
#pragma once

#include "release/store.hpp"

namespace slipway {

/// The greatest number that was ever given out in the folder, as its file `.sequence` tells; 0 when there is
/// none, or nothing that can be read: the records themselves then have to do.
long highest_given(Files& files, const Path& backups_path);

/// Greater than every number of the folder that can be read: those of records, of damaged ones too, and the
/// greatest that was ever given out.
long next_sequence(const ReleaseFolder& folder);

/// Brings `.sequence` up to a number that is in use. Best effort: the record itself has the number, and the
/// next run that finds the file behind tries again. Only under the lock.
void keep_sequence(Files& files, const Path& backups_path, long sequence);

}  // namespace slipway
