// Releases for tests, as a story: each call appends what happened next, with the live release worked out as
// stack_backup does.
#pragma once

#include <string>
#include <vector>

#include "release/history.hpp"
#include "release/store.hpp"
#include "unit/support/memory_files.hpp"

namespace slipway::test {

class ReleaseStory {
 public:
  explicit ReleaseStory(std::string project = "shop") : project_(std::move(project)) {}
  std::vector<Release> releases;

  ReleaseStory& deploy(const std::string& name, ReleaseState state = ReleaseState::deployed) {
    Release release = next(name, state);
    release.first = !release.live_before;
    return add(std::move(release));
  }

  ReleaseStory& rollback(const std::string& name, const std::string& restores, FileSet to,
                         ReleaseState state = ReleaseState::deployed) {
    Release release = next(name, state);
    const Release& target = *find_release(releases, restores);
    release.kind = ReleaseKind::rollback;
    release.restores =
        Restores{restores, to, to == FileSet::before ? target.live_before : live_after(target)};
    return add(std::move(release));
  }

  /// Puts their records on the disk.
  void write_to(MemoryFiles& files, const Path& backups_path) const {
    for (const auto& release : releases) {
      files.put_folder(backups_path / release.name, 0700);
      files.put(backups_path / release.name / "manifest.json", manifest_text(release), 0600);
    }
  }

 private:
  Release next(const std::string& name, ReleaseState state) const {
    Release release;
    release.name = name;
    release.sequence = static_cast<long>(releases.size()) + 1;
    release.state = state;
    release.project = project_;
    release.project_src = "/srv/" + project_;
    release.owner = "ci@controller";
    release.started = "2025-10-31T02:35:04Z";
    release.live_before = release_history(releases).live;
    if (state != ReleaseState::started) release.finished = "2025-10-31T02:36:00Z";
    return release;
  }

  ReleaseStory& add(Release release) {
    if (release.state == ReleaseState::deployed) release.deployed.emplace();
    releases.push_back(std::move(release));
    return *this;
  }

  std::string project_;
};

}  // namespace slipway::test
