#include <algorithm>
#include <cerrno>

#include "stack_files/stack_files.hpp"

namespace slipway::stack_files {
namespace {

bool is_inside(const Path& path, const Path& folder) {
  const auto [end, rest] = std::mismatch(folder.begin(), folder.end(), path.begin(), path.end());
  return end == folder.end();
}

/// Goes from folder to folder, over links, and notes what is missing.
class Walk {
 public:
  explicit Walk(Files& files) : files_(files) {}

  /// The stack's folder itself, with what is missing above it.
  Expected<void> enter_root(const Path& folder) {
    if (folder.filename_is_dot()) return enter_root(folder.parent_path());  // "folder/"
    TRY_ASSIGN(const auto here, files_.status(folder));
    if (here) {
      TRY(enter(folder, folder));
    } else {
      if (folder.has_parent_path() && folder.parent_path() != folder) TRY(enter_root(folder.parent_path()));
      go_on_to(at_ / folder.filename());
    }
    root_ = at_;
    return {};
  }

  /// A file's place below the root; its folders that are missing join the others.
  Expected<void> place(PlannedFile& file) {
    at_ = root_;
    bool leads_out = false;
    for (const auto& name : file.wanted.path.parent_path()) {
      const Path next = at_ / name;
      TRY_ASSIGN(const bool there, is_there(next));
      if (there)
        TRY(enter(next, file.shown));
      else
        go_on_to(next);
      leads_out = leads_out || !is_inside(at_, root_);
    }
    file.target = at_ / file.wanted.path.filename();
    TRY_ASSIGN(file.missing, is_missing(file));
    if (file.missing && leads_out)
      return fail("cannot place '" + file.shown.string() +
                  "': a link on the way leads out of project_src; correct the link or the path");
    return {};
  }

  /// Those that are missing, outermost first.
  const std::vector<Path>& missing_folders() const { return missing_; }

 private:
  Expected<bool> is_there(const Path& path) {
    if (is_missing_folder(at_)) return false;
    TRY_ASSIGN(const auto here, files_.status(path));
    return here.has_value();
  }

  bool is_missing_folder(const Path& path) const {
    return std::find(missing_.begin(), missing_.end(), path) != missing_.end();
  }

  void go_on_to(const Path& folder) {
    if (!is_missing_folder(folder)) missing_.push_back(folder);
    at_ = folder;
  }

  /// A folder that is there, or a link to one.
  Expected<void> enter(const Path& folder, const Path& to) {
    const auto resolved = files_.resolve(folder);
    if (!resolved) return unreachable(folder, to, resolved.error());
    TRY_ASSIGN(const auto here, files_.status(*resolved));
    if (!here) return unreachable(folder, to, Error{"", ENOENT});
    if (here->kind != FileKind::directory)
      return fail("cannot place '" + to.string() + "': '" + folder.string() + "' is a file, not a folder",
                  ENOTDIR);
    at_ = *resolved;
    return {};
  }

  Expected<bool> is_missing(const PlannedFile& file) {
    if (is_missing_folder(at_)) return true;
    TRY_ASSIGN(auto here, files_.status(file.target));
    if (!here) return true;
    if (here->kind == FileKind::symlink) {
      const auto resolved = files_.resolve(file.target);
      if (!resolved) return unreachable(file.target, file.shown, resolved.error());
      TRY_ASSIGN(here, files_.status(*resolved));
      if (!here) return unreachable(file.target, file.shown, Error{"", ENOENT});
    }
    if (here->kind == FileKind::regular) return false;
    return fail("cannot place '" + file.shown.string() +
                "': what stands there is no regular file; move it away, or correct the path");
  }

  static tl::unexpected<Error> unreachable(const Path& link, const Path& to, const Error& cause) {
    const std::string what = "cannot place '" + to.string() + "'";
    if (cause.os_error != ENOENT) return fail_while(what, cause);
    return fail(what + ": '" + link.string() +
                "' is a link that leads nowhere; make its target, or remove it");
  }

  Files& files_;
  Path root_;
  Path at_;
  std::vector<Path> missing_;
};

Expected<void> check_apart(const std::vector<PlannedFile>& placed, const PlannedFile& file) {
  for (const auto& other : placed)
    if (other.target == file.target)
      return fail("files: '" + other.wanted.path.string() + "' and '" + file.wanted.path.string() +
                  "' are the same file, by a link; remove one");
  return {};
}

Expected<void> check_no_folder(const Plan& plan) {
  for (const auto& file : plan.files)
    if (std::find(plan.folders.begin(), plan.folders.end(), file.target) != plan.folders.end())
      return fail("files: '" + file.wanted.path.string() +
                  "' is to be a file, and the folder of another one; correct one of the two");
  return {};
}

}  // namespace

Expected<Plan> places_of(const std::vector<WantedFile>& wanted, const Path& project_src, Files& files) {
  Plan plan;
  Walk walk(files);
  TRY(walk.enter_root(project_src));
  for (const auto& one : wanted) {
    PlannedFile file{one, project_src / one.path, {}, false};
    TRY(walk.place(file));
    TRY(check_apart(plan.files, file));
    plan.files.push_back(std::move(file));
  }
  if (!plan.files.empty()) plan.folders = walk.missing_folders();
  TRY(check_no_folder(plan));
  return plan;
}

}  // namespace slipway::stack_files
