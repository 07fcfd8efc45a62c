// One of a record's two sets of files, read back: nothing in it is trusted that its manifest does not
// confirm.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "release/files.hpp"
#include "release/release.hpp"
#include "release/store.hpp"

namespace slipway {

/// The release of this name, and of the project when one is given. Errors name those that there are.
/// `folder`: what `backups_path` holds.
Expected<Release> find_recorded(const ReleaseFolder& folder, const Path& backups_path,
                                const std::optional<std::string>& project, const std::string& name);

/// The set of the release. Errors: as deployed, of one that never was.
Expected<StackState> recorded_set(const Release& release, FileSet set);

/// The compose files with which the set ran: the release's own, or those of the one that was live before it
/// as far as that is still on record. Without those that the set records as absent.
std::vector<std::string> compose_files_of(const ReleaseFolder& folder, const Release& release, FileSet set);

/// One set of its files, with their contents from the record. Refused whole when any of them is not as the
/// manifest says; the error names what is damaged, and not the record.
Expected<std::vector<StackFile>> recorded_files(Files& files, const Path& record,
                                                const std::vector<RecordedFile>& recorded);

}  // namespace slipway
