// A release record as its manifest tells it.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "release/phase.hpp"
#include "util/error.hpp"

namespace slipway {

enum class ReleaseState { started, deployed, failed, rolled_back };
enum class ReleaseKind { deploy, rollback };

/// Which of a record's two sets of files is meant.
enum class FileSet { before, deployed };

/// One file of the stack, in one of the sets.
struct RecordedFile {
  std::string path;  // relative to project_src; absolute when it stands outside of it
  bool absent = false;
  std::string
      copy;  // where its copy stands, relative to the record's folder; empty when absent, as all below
  std::string sha256;
  mode_t mode = 0;
  uid_t uid = 0;
  gid_t gid = 0;
  // Where links on the way, or in its place, led to, written as `path`; empty: there was none, or nobody
  // looked.
  std::string leads_to{};

  bool operator==(const RecordedFile&) const = default;
};

/// A folder that such a file stands in, so that it comes back as it was when it is lost.
struct RecordedFolder {
  std::string path;  // as RecordedFile::path; "." for the stack's own
  mode_t mode = 0;
  uid_t uid = 0;
  gid_t gid = 0;

  bool operator==(const RecordedFolder&) const = default;
};

/// An image that a service's container ran from.
struct ReleaseImage {
  std::string service;
  std::string reference;  // as in the compose file
  std::string id;
  std::vector<std::string> digests;  // repo@sha256:…

  bool operator==(const ReleaseImage&) const = default;
};

/// A service that had a container, and Compose's hash of its configuration then (empty when no label says
/// it).
struct ReleaseService {
  std::string service;
  std::string config_hash;

  bool operator==(const ReleaseService&) const = default;
};

/// Files, images and services at one moment.
struct StackState {
  std::vector<RecordedFile> files;
  std::vector<ReleaseImage> images;
  std::vector<ReleaseService> services{};
  std::vector<RecordedFolder> folders{};  // empty: an older Slipway did not look
  std::vector<std::string> objects{};     // on a swarm: the names of the secrets and configs that it uses

  bool operator==(const StackState&) const = default;
};

/// What a rollback puts back.
struct Restores {
  std::string release;
  FileSet to = FileSet::deployed;
  std::optional<std::string> makes_live;  // the release that is live once it has succeeded

  bool operator==(const Restores&) const = default;
};

/// A deployed release that is being deployed once more under its own name, or was and that failed. Times as
/// in Release.
struct Rerun {
  std::string owner;
  std::string started;
  std::string failed;  // when; empty while it goes on, and holds the lock

  bool operator==(const Rerun&) const = default;
};

/// An unfinished release whose lock somebody else took.
struct TakeOver {
  std::string from;  // owner
  std::string by;    // owner
  std::string at;

  bool operator==(const TakeOver&) const = default;
};

/// What a page answered while a step was at work.
struct WatchedTraffic {
  long requests = 0;
  long failed = 0;
  double longest_gap = 0;  // seconds

  bool operator==(const WatchedTraffic&) const = default;
};

/// What became of a step of the release. Times as in Release; those of a step that was cut off, or that a
/// playbook of before told about, are empty.
struct TimelineEntry {
  std::string step;     // the module: "vault_env_render"
  std::string outcome;  // changed, unchanged, failed, cut off; in other words those of a playbook of before
  std::string started;
  std::string ended;
  std::optional<WatchedTraffic> watch{};  // nullopt: nothing was watched

  bool operator==(const TimelineEntry&) const = default;
};

/// "412 requests meanwhile, none failed", or "12 of 412 requests failed meanwhile; the longest gap was 0.6
/// s".
std::string watch_text(const WatchedTraffic& watch);

/// "0.6 s".
std::string gap_text(const WatchedTraffic& watch);

using Metadata = std::vector<std::pair<std::string, std::string>>;

struct Release {
  std::string name;
  long sequence = 0;
  ReleaseKind kind = ReleaseKind::deploy;
  ReleaseState state = ReleaseState::started;
  std::string project;
  std::string project_src;
  std::vector<std::string> compose_files;  // written as RecordedFile::path
  std::string owner;                       // who runs it: controller and pipeline
  std::string user;                        // as whom it ran on the target
  std::string host;                        // the target
  std::string started;                     // 2025-10-31T02:35:04Z
  std::string resumed;                     // when its owner last renewed the lock; empty when never
  std::string finished;                    // empty while it has not
  std::optional<std::string> live_before;  // the release that was live when this one started
  bool first = false;                      // nothing was live then, and the project had no container
  std::optional<Restores> restores;        // of a rollback
  std::optional<Rerun> rerun;              // none is left of one that went well
  std::vector<TakeOver> taken_over;        // oldest first
  Metadata metadata;
  std::vector<TimelineEntry> timeline;
  std::optional<ReleasePhase> phase;  // how far it had come when it ended; nullopt when nobody noted it
  std::string failure_sha256;         // of failure.json; empty when there is none
  std::string failure_cause;          // of that; empty when it is not known
  std::string not_put_back;  // why what it did could not be undone; empty: it was, or there was no need
  std::string undone_by;     // "guard@web1"; empty: its own run, or the next one
  StackState before;
  std::optional<StackState> deployed;

  bool operator==(const Release&) const = default;
};

std::string to_text(ReleaseState state);
std::string to_text(ReleaseKind kind);
std::string to_text(FileSet set);
Expected<ReleaseState> release_state(const std::string& text);
Expected<ReleaseKind> release_kind(const std::string& text);
Expected<FileSet> file_set(const std::string& text);

/// The value of a metadata line; nullopt when there is none.
std::optional<std::string> metadata_value(const Release& release, const std::string& key);

/// The greatest number that a record may have.
constexpr long highest_sequence = 1'000'000'000'000;

/// `now` in the record's order, which says nothing, and without what the record could not know, since the
/// Slipway that made it looked for no folders and links: so that only what is really another differs.
StackState as_comparable(StackState now, const StackState& recorded);

/// manifest.json, schema 2.
std::string manifest_text(const Release& release);

/// Reads a manifest back, of schema 2 or 1 (which lacks user, host, resumed, rerun, taken_over,
/// timeline and services; folders, leads_to and phase came later to schema 2, whose timeline was `steps`
/// then); nullopt for JSON that is no manifest of a release.
/// Refuses what is not JSON, is cut or deeply nested, or has a newer schema; says so without naming the file.
Expected<std::optional<Release>> parse_manifest(const std::string& text);

}  // namespace slipway
