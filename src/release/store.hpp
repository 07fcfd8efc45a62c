// Release records on disk: one folder each below a common one.
//
//   backups_path/                    0700 when it was made here
//     .lock                          flock(2) on it is held while records are written or removed
//     .sequence                      the greatest number that a record was ever given
//     2025-10-31T02-35-04Z/          0700, all files in it 0600
//       manifest.json                the truth: a copy that it does not name does not count
//       current_containers.json  docker-compose-config.yml  deployment_metadata.txt
//       steps.json                   what each step noted (release/steps.hpp)
//       failure.json                 of one that failed: the evidence
//       container_logs.txt           of a first deploy that failed: the last lines of its containers
//       before/…  deployed/…         copies of the stack's files, under their own names
//
// A record is built in a hidden folder beside and renamed into place, and hidden by a rename before it is
// removed, so that nobody ever sees half of one. Hidden leftovers of a killed run are swept under the lock.
#pragma once

#include <memory>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "release/damage.hpp"
#include "release/release.hpp"
#include "system/files.hpp"

namespace slipway {

constexpr const char* lock_file = ".lock";
constexpr const char* sequence_file = ".sequence";
constexpr const char* manifest_file = "manifest.json";

/// Something in the folder that is no record, and why.
struct OtherEntry {
  std::string name;
  std::string reason;
};

struct ReleaseFolder {
  std::vector<Release> releases;       // ordered by sequence and name
  std::vector<std::string> plain;      // folders with a timestamp for a name and no manifest, ordered by name
  std::vector<DamagedRecord> damaged;  // folders whose manifest cannot be read
  std::vector<OtherEntry> foreign;     // everything else but:
  std::vector<std::string> hidden{};   // records that are being built or removed, or were by a killed run
  std::vector<std::pair<DamagedRecord, std::string>> renamed{};  // while reading: what has another one's name
  long highest_given = 0;                                        // as of sequence.hpp
  std::unordered_map<std::string, FileStamp> manifests{};  // by name: from which file a release was read
};

/// Reads all manifests. A folder that does not exist holds nothing. Links are not followed. `seen`: what was
/// read of the same folder before; a release whose manifest is the same file still is not read again.
Expected<ReleaseFolder> read_releases(Files& files, const Path& backups_path, const ReleaseFolder& seen = {});

/// Whether this is the name of a record that was being built or removed.
bool is_hidden_record(const std::string& name);

/// The records of one project, in their order.
std::vector<Release> releases_of(const ReleaseFolder& folder, const std::string& project);

/// The plain folders that count as the project's: all, as long as no other project keeps records here; else
/// none.
std::vector<std::string> plain_of(const ReleaseFolder& folder, const std::string& project);

/// Makes the folder if need be, waits for the lock, and sweeps what a killed run left. Every write below
/// happens while the caller holds it.
Expected<std::unique_ptr<FileLock>> lock_releases(Files& files, const Path& backups_path);

/// Removes the hidden records. Only under the lock: without it they may be somebody's work.
Expected<void> sweep_hidden_records(Files& files, const Path& backups_path);

/// A file of a record: its path relative to the record's folder, and its content.
struct RecordContent {
  std::string path;
  std::string content;
};

/// Refuses a path in a record whose folders are not all the record's own: behind a link anything may stand.
Expected<void> refuse_links(Files& files, const Path& record, const Path& path);

/// Writes a whole new record. Fails when anything of its name is there already.
Expected<void> create_release(Files& files, const Path& backups_path, const Release& release,
                              const std::vector<RecordContent>& contents);

/// Writes `contents` to a record that exists, then its manifest, which makes them count. A content below a
/// folder is a copy, and the old manifest names none below that folder.
Expected<void> update_release(Files& files, const Path& backups_path, const Release& release,
                              const std::vector<RecordContent>& contents);

/// Removes records and plain folders: first all are hidden, in the given order, then they go.
Expected<void> remove_releases(Files& files, const Path& backups_path, const std::vector<std::string>& names);

}  // namespace slipway
