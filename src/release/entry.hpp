// One entry of a folder of release records.
#pragma once

#include "release/store.hpp"

namespace slipway {

/// Reads what stands at `path`, and notes it as the record, the damaged record, the plain folder or the
/// foreign thing that it is; nothing when it was removed since the folder was listed. Links are not followed.
/// `keeper` owns the folder of the records: of what is somebody else's, not all has to be open to us.
Expected<void> read_entry(Files& files, const Path& path, uid_t keeper, ReleaseFolder& into);

}  // namespace slipway
