#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <utility>

#include "system/file_operations.hpp"

namespace slipway {
namespace {

constexpr int name_attempts = 100;
constexpr std::size_t longest_stem = 200;  // leaves room for the affixes within a name's 255 bytes
constexpr std::string_view infix_mark = ".slipway-";

std::string stem_of(const Path& target) {
  return "." + target.filename().string().substr(0, longest_stem);
}

/// Whether `name` is one that temporary_beside gave for a target of this stem, or for its backup copy.
bool is_temporary_of(std::string_view stem, std::string_view name) {
  if (!name.starts_with(stem)) return false;
  name.remove_prefix(stem.size());
  const std::string_view between = name.substr(0, name.rfind(infix_mark));
  return between.empty() || (between.starts_with('.') && between.ends_with('~'));
}

/// The process that a temporary name tells of; 0 when it tells of none.
pid_t process_in(std::string_view name) {
  const auto infix = name.rfind(infix_mark);
  if (infix == std::string_view::npos) return 0;
  name.remove_prefix(infix + infix_mark.size());
  pid_t process = 0;
  int attempt = 0;
  const char* const end = name.data() + name.size();
  const auto [dash, bad_process] = std::from_chars(name.data(), end, process);
  if (bad_process != std::errc{} || dash == end || *dash != '-') return 0;
  const auto [rest, bad_attempt] = std::from_chars(dash + 1, end, attempt);
  return bad_attempt == std::errc{} && rest == end && process > 0 ? process : 0;
}

/// Our own number stands for an earlier process of the same: before anything is staged we have no such file.
bool is_over(pid_t process) {
  return process == ::getpid() || (::kill(process, 0) != 0 && errno == ESRCH);
}

/// Creates the file under the first free temporary name.
Expected<Path> create_beside(Files& files, const Path& target, std::string_view content, mode_t mode) {
  for (int attempt = 0;; ++attempt) {
    const Path temporary = temporary_beside(target, attempt);
    const auto created = files.create(temporary, content, mode);
    if (created) return temporary;
    if (created.error().os_error != EEXIST || attempt == name_attempts)
      return fail_while("'" + target.string() + "' was not written", created.error());
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

Path temporary_beside(const Path& target, int attempt) {
  return target.parent_path() / (stem_of(target) + std::string(infix_mark) + std::to_string(::getpid()) +
                                 "-" + std::to_string(attempt));
}

bool is_temporary_beside(const Path& target, std::string_view name) {
  return process_in(name) != 0 && is_temporary_of(stem_of(target), name);
}

void sweep_temporaries(Files& files, const Path& target) {
  const auto resolved = files.resolve(target);
  if (!resolved) return;
  const auto names = files.list(resolved->parent_path());
  if (!names) return;
  for (const auto& name : *names)
    if (is_temporary_beside(*resolved, name) && is_over(process_in(name)))
      (void)files.remove(resolved->parent_path() / name);
}

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

Expected<void> StagedFile::commit_to_free_name() {
  TRY(files_->rename_to_free_name(temporary_, target_));
  Files& files = *std::exchange(files_, nullptr);
  auto synced = files.sync_directory(target_.parent_path());
  if (!synced) (void)files.remove(target_);
  return synced;
}

Expected<std::optional<FileStatus>> replaceable_file(Files& files, const Path& resolved, const Path& target) {
  TRY_ASSIGN(auto here, files.status(resolved));
  if (here && here->kind != FileKind::regular)
    return fail("cannot write '" + target.string() + "': what stands there is no regular file; move it away",
                EINVAL);
  return here;
}

Expected<StagedFile> stage_file(Files& files, const Path& target, std::string_view content,
                                const FileAttributes& attributes) {
  TRY_ASSIGN(const Path resolved, files.resolve(target));
  TRY_ASSIGN(const auto old, replaceable_file(files, resolved, target));
  const mode_t mode = attributes.mode.value_or(old ? old->mode : 0600);
  TRY_ASSIGN(Path temporary, create_beside(files, resolved, content, 0600));
  StagedFile staged(files, temporary, resolved);
  if (const auto dressed = dress(files, temporary, resolved, old, attributes, mode); !dressed)
    return fail_while("'" + target.string() + "' was not written", dressed.error());
  return staged;
}

Expected<void> replace_file(Files& files, const Path& target, std::string_view content,
                            const FileAttributes& attributes) {
  TRY_ASSIGN(StagedFile staged, stage_file(files, target, content, attributes));
  return staged.commit();
}

}  // namespace slipway
