#include <unistd.h>

#include <cerrno>
#include <utility>

#include "system/file_operations.hpp"

namespace slipway {
namespace {

constexpr int kNameAttempts = 100;
constexpr std::size_t kLongestStem = 200;  // leaves room for the affixes within a name's 255 bytes

Path temporary_beside(const Path& target, int attempt) {
  const std::string name = target.filename().string().substr(0, kLongestStem);
  return target.parent_path() /
         ("." + name + ".slipway-" + std::to_string(::getpid()) + "-" + std::to_string(attempt));
}

/// Creates the file under the first free temporary name.
Expected<Path> create_beside(Files& files, const Path& target, std::string_view content, mode_t mode) {
  for (int attempt = 0;; ++attempt) {
    const Path temporary = temporary_beside(target, attempt);
    const auto created = files.create(temporary, content, mode);
    if (created) return temporary;
    if (created.error().os_error != EEXIST || attempt == kNameAttempts)
      return fail_while("cannot write '" + target.string() + "'", created.error());
  }
}

/// The owner and attributes of the staged file; its mode last, since a change of owner clears set-id bits.
Expected<void> dress(Files& files, const Path& temporary, const Path& target,
                     const std::optional<FileStatus>& old, const FileAttributes& wanted, mode_t mode) {
  TRY_ASSIGN(const auto fresh, files.status(temporary));
  if (!fresh) return fail("'" + temporary.string() + "' was removed while it was written; run again");
  const uid_t uid = wanted.uid.value_or(old ? old->uid : fresh->uid);
  const gid_t gid = wanted.gid.value_or(old ? old->gid : fresh->gid);
  if (uid != fresh->uid || gid != fresh->gid)
    if (const auto given = files.set_owner(temporary, uid, gid); !given)
      return fail_while("it has to belong to " + std::to_string(uid) + ":" + std::to_string(gid),
                        given.error());
  if (old) TRY(files.copy_extended_attributes(target, temporary));
  return files.set_mode(temporary, mode);
}

}  // namespace

StagedFile::StagedFile(Files& files, Path temporary, Path target)
    : files_(&files), temporary_(std::move(temporary)), target_(std::move(target)) {}

StagedFile::StagedFile(StagedFile&& other) noexcept
    : files_(std::exchange(other.files_, nullptr)),
      temporary_(std::move(other.temporary_)),
      target_(std::move(other.target_)) {}

StagedFile::~StagedFile() {
  if (files_ != nullptr) (void)files_->remove(temporary_);
}

Expected<void> StagedFile::commit() {
  TRY(files_->rename(temporary_, target_));
  Files& files = *std::exchange(files_, nullptr);
  return files.sync_directory(target_.parent_path());
}

Expected<StagedFile> stage_file(Files& files, const Path& target, std::string_view content,
                                const FileAttributes& attributes) {
  TRY_ASSIGN(const Path resolved, files.resolve(target));
  TRY_ASSIGN(const auto old, files.status(resolved));
  if (old && old->kind != FileKind::regular)
    return fail("cannot write '" + target.string() + "': something that is no regular file stands there",
                EINVAL);
  const mode_t mode = attributes.mode.value_or(old ? old->mode : 0600);
  TRY_ASSIGN(Path temporary, create_beside(files, resolved, content, 0600));
  StagedFile staged(files, temporary, resolved);
  if (const auto dressed = dress(files, temporary, resolved, old, attributes, mode); !dressed)
    return fail_while("cannot write '" + target.string() + "'", dressed.error());
  return staged;
}

Expected<void> replace_file(Files& files, const Path& target, std::string_view content,
                            const FileAttributes& attributes) {
  TRY_ASSIGN(StagedFile staged, stage_file(files, target, content, attributes));
  return staged.commit();
}

}  // namespace slipway
