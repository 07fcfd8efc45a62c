#include "vault_env_render/target.hpp"

#include <cerrno>

#include "ansible/file_mode_option.hpp"
#include "system/file_mode.hpp"
#include "system/file_operations.hpp"

namespace slipway::vault_env_render {
namespace {

constexpr mode_t mode_of_new_file = 0600;

tl::unexpected<Error> fail_unreachable(const Path& dest, Files& files, const Error& cause) {
  const std::string name = "'" + dest.string() + "'";
  const auto here = files.status(dest);
  if (here && *here && (*here)->kind == FileKind::symlink)
    return fail("cannot write " + name +
                ": it is a symbolic link that leads nowhere; make its target or remove it");
  if (cause.os_error == ENOENT)
    return fail("cannot write " + name + ": its folder '" + dest.parent_path().string() +
                "' does not exist; make it first");
  if (cause.os_error == ENOTDIR)
    return fail("cannot write " + name + ": '" + dest.parent_path().string() + "' is a file, not a folder");
  return fail_while("cannot write " + name, cause);
}

/// Mode and owner, one a line, for the diff.
std::string described(const FileStatus& status) {
  return "mode: " + file_mode_text(status.mode) + "\nuid: " + std::to_string(status.uid) +
         "\ngid: " + std::to_string(status.gid) + "\n";
}

FileStatus with(FileStatus status, const FileAttributes& wanted) {
  status.mode = wanted.mode.value_or(status.mode);
  status.uid = wanted.uid.value_or(status.uid);
  status.gid = wanted.gid.value_or(status.gid);
  return status;
}

}  // namespace

Expected<Target> look_at(const Path& dest, Files& files, const char* option) {
  const auto resolved = files.resolve(dest);
  if (!resolved) return fail_unreachable(dest, files, resolved.error());
  TRY_ASSIGN(auto status, files.status(*resolved));
  if (!status) return Target{};
  if (status->kind == FileKind::directory)
    return fail("cannot write '" + dest.string() + "': it is a folder; name the file in it, like '" +
                (dest / ".env").string() + "'");
  if (status->kind != FileKind::regular)
    return fail("cannot write '" + dest.string() + "': what stands there is no regular file; move it away");
  auto content = read_at_most(files, *resolved, env_file::largest_env_file, "env file");
  if (!content) return fail_while(option, content.error());
  return Target{status, std::move(*content)};
}

Expected<FileAttributes> wanted_attributes(const Args& args, const std::optional<FileStatus>& old,
                                           Users& users) {
  FileAttributes wanted;
  TRY_ASSIGN(wanted.mode, ansible::file_mode_option(args.mode.value, old ? old->mode : mode_of_new_file,
                                                    ansible::MayRun::no));
  if (args.owner) {
    TRY_ASSIGN(wanted.uid, users.user_id(*args.owner));
  }
  if (args.group) {
    TRY_ASSIGN(wanted.gid, users.group_id(*args.group));
  }
  return wanted;
}

void add_mode_warning(const Path& path, const Target& target, const FileAttributes& wanted,
                      std::vector<std::string>& warnings) {
  constexpr mode_t group_reads = 040;
  constexpr mode_t all_read = 004;
  if (!target.status || !wanted.mode) return;
  const mode_t lost = target.status->mode & ~*wanted.mode & (group_reads | all_read);
  if (lost == 0) return;
  const char* who = lost == group_reads ? "its group"
                    : lost == all_read  ? "everybody"
                                        : "its group and everybody";
  warnings.push_back("'" + path.string() + "' could be read by " + who + " (mode " +
                     file_mode_text(target.status->mode) + "), and no longer can (mode " +
                     file_mode_text(*wanted.mode) +
                     "); if somebody else has to read it, say so with mode, owner or group");
}

void add_attribute_difference(const std::string& name, const Target& target, const FileAttributes& wanted,
                              std::vector<ansible::Diff>& diff) {
  if (!target.status) return;
  std::string before = described(*target.status);
  std::string after = described(with(*target.status, wanted));
  const std::string header = name + " (mode and owner)";
  if (before != after) diff.push_back({header, header, std::move(before), std::move(after), true});
}

}  // namespace slipway::vault_env_render
