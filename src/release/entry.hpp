// One entry of a folder of release records.
#pragma once

#include <string>
#include <unordered_map>

#include "release/store.hpp"

namespace slipway {

/// The releases that were read before, each found by its name and the file that its manifest was.
class SeenReleases {
 public:
  explicit SeenReleases(const ReleaseFolder& folder);
  /// Null when there is none, or when its manifest is another file by now.
  const Release* find(const std::string& name, const FileStamp& manifest) const;

 private:
  const ReleaseFolder& folder_;
  std::unordered_map<std::string, const Release*> releases_;
};

/// Reads what stands at `path`, and notes it as the record, the damaged record, the plain folder or the
/// foreign thing that it is; nothing when it was removed since the folder was listed. Links are not followed.
/// `keeper` owns the folder of the records: of what is somebody else's, not all has to be open to us.
Expected<void> read_entry(Files& files, const Path& path, uid_t keeper, const SeenReleases& seen,
                          ReleaseFolder& into);

}  // namespace slipway
