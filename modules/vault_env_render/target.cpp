#include "vault_env_render/target.hpp"

#include <cerrno>

#include "system/file_mode.hpp"
#include "system/file_operations.hpp"

namespace slipway::vault_env_render {
namespace {

constexpr mode_t kModeOfNewFile = 0600;

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

Expected<mode_t> mode_of(const ansible::Json& given, mode_t current) {
  if (given.is_string()) return parse_file_mode(given.get<std::string>(), current);
  if (given.is_number_integer()) {
    // YAML reads an unquoted 0600 as 384, and 600 as 600, which is 01130: nobody means that.
    const auto number = given.get<std::int64_t>();
    if (number >= 0 && number <= 0777) return static_cast<mode_t>(number);
    return fail("mode: " + std::to_string(number) +
                " came as a number, and not as the one that was meant; write it in quotes, like '0600'");
  }
  return fail("mode: it is neither a text nor a number; write it like '0600' or 'u=rw,g=r,o='");
}

}  // namespace

Expected<Target> look_at(const Path& dest, Files& files) {
  const auto resolved = files.resolve(dest);
  if (!resolved) return fail_unreachable(dest, files, resolved.error());
  TRY_ASSIGN(auto status, files.status(*resolved));
  if (!status) return Target{};
  if (status->kind == FileKind::directory)
    return fail("cannot write '" + dest.string() + "': it is a folder; name the file in it, like '" +
                (dest / ".env").string() + "'");
  if (status->kind != FileKind::regular)
    return fail("cannot write '" + dest.string() + "': what stands there is no regular file; move it away");
  auto content = read_at_most(files, *resolved, kLargestEnvFile, "env file");
  if (!content) return fail_while("dest", content.error());
  return Target{status, std::move(*content)};
}

Expected<FileAttributes> wanted_attributes(const Args& args, const std::optional<FileStatus>& old,
                                           Users& users) {
  FileAttributes wanted;
  TRY_ASSIGN(wanted.mode, mode_of(args.mode.value, old ? old->mode : kModeOfNewFile));
  if (args.owner) {
    TRY_ASSIGN(wanted.uid, users.user_id(*args.owner));
  }
  if (args.group) {
    TRY_ASSIGN(wanted.gid, users.group_id(*args.group));
  }
  return wanted;
}

}  // namespace slipway::vault_env_render
