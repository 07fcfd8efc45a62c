// What the modules do with files, put together from the single calls of `Files`.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "system/files.hpp"

namespace slipway {

/// What a written file gets; what is not given is kept from the file that is replaced (a new file: 0600, own
/// uid and gid).
struct FileAttributes {
  std::optional<mode_t> mode;
  std::optional<uid_t> uid;
  std::optional<gid_t> gid;
};

/// A new content that waits beside its target under a temporary name. `commit` puts it in place in one step;
/// a staged file that is dropped without it is removed again, and the target was never touched.
class StagedFile {
 public:
  StagedFile(StagedFile&& other) noexcept;
  StagedFile& operator=(StagedFile&&) = delete;
  StagedFile(const StagedFile&) = delete;
  StagedFile& operator=(const StagedFile&) = delete;
  ~StagedFile();

  /// Renames it over the target and syncs the folder.
  Expected<void> commit();

  /// The same where nothing stands yet, and nothing of it is left there on an error. Whatever has come there
  /// since it was staged is not replaced: that is an error with EEXIST.
  Expected<void> commit_to_free_name();

 private:
  friend Expected<StagedFile> stage_file(Files&, const Path&, std::string_view, const FileAttributes&);
  StagedFile(Files& files, Path temporary, Path target);
  Files* files_;
  Path temporary_;
  Path target_;
};

/// Writes `content` beside `target` (where a symbolic link leads, the link itself stays), with the mode,
/// owner and extended attributes that it will have. Never readable by more people than the result is.
Expected<StagedFile> stage_file(Files& files, const Path& target, std::string_view content,
                                const FileAttributes& attributes = {});

/// What stands where `target` leads, at `resolved`; nullopt when nothing does. Refuses what stage_file must
/// not replace: all but a regular file.
Expected<std::optional<FileStatus>> replaceable_file(Files& files, const Path& resolved, const Path& target);

/// stage_file and commit: afterwards the file is the old one or the new one, whole.
Expected<void> replace_file(Files& files, const Path& target, std::string_view content,
                            const FileAttributes& attributes = {});

/// A name beside `target`, hidden, for what is being made; sweep_temporaries knows it.
Path temporary_beside(const Path& target, int attempt = 0);

/// Whether `name` is one that temporary_beside gave for `target`, or for a backup copy of it.
bool is_temporary_beside(const Path& target, std::string_view name);

/// Removes the temporary files, and empty folders, beside `target` (and those of its backup copies) that runs
/// left which were killed: their process is no more. To be called before anything is staged; best effort, and
/// no change.
void sweep_temporaries(Files& files, const Path& target);

/// Copies `target` to `target.<pid>.<UTC stamp>~` as Ansible's backup option does; `stamp` as in
/// 2025-10-31@02:35:04. Returns the copy's path; leaves none on an error.
Expected<Path> keep_backup_copy(Files& files, const Path& target, std::string_view stamp);

/// After a failure: removes the copy of a target that still has the same content. Best effort.
void drop_needless_copy(Files& files, const Path& copy, const Path& target);

/// mkdir -p; only folders that are made get `mode`.
Expected<void> make_directories(Files& files, const Path& path, mode_t mode);

/// The folders on the way to `path`, itself among them, that are not there yet, outermost first: those that
/// make_directories makes. Errors, as there: a file stands in the way, or a link that leads nowhere.
Expected<std::vector<Path>> missing_folders(Files& files, const Path& path);

/// Makes one folder, which has its mode (not given: 0755) and owner from the moment on that it is there. What
/// a killed run leaves, sweep_temporaries knows by the folder's name.
Expected<void> make_folder(Files& files, const Path& folder, const FileAttributes& wanted);

/// Where a file at `path` would stand, every link followed, whether there is something or not. Errors: a
/// folder that may not be searched, links that go round.
Expected<Path> final_place(Files& files, const Path& path);

/// The content; refuses a file of more than `bytes`, since `what` ("compose file") never is so large.
Expected<std::string> read_at_most(Files& files, const Path& path, std::uint64_t bytes, const char* what);

/// The content, or nullopt when nothing stands at `path`.
Expected<std::optional<std::string>> read_if_present(Files& files, const Path& path);

}  // namespace slipway
