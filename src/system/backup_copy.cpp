#include <unistd.h>

#include "system/file_operations.hpp"

namespace slipway {

Expected<Path> keep_backup_copy(Files& files, const Path& target, std::string_view stamp) {
  const auto attempt = [&]() -> Expected<Path> {
    TRY_ASSIGN(const Path resolved, files.resolve(target));
    TRY_ASSIGN(const std::string content, files.read(resolved));
    // The name that Ansible gives: module_utils/basic.py, backup_local().
    Path copy = resolved;
    copy += "." + std::to_string(::getpid()) + "." + std::string(stamp) + "~";
    TRY_ASSIGN(const auto old, files.status(resolved));
    FileAttributes attributes;
    if (old) attributes = {old->mode, old->uid, old->gid};
    TRY_ASSIGN(StagedFile staged, stage_file(files, copy, content, attributes));
    if (const auto committed = staged.commit(); !committed) {
      (void)files.remove(copy);
      return tl::unexpected<Error>(committed.error());
    }
    return copy;
  };
  auto copy = attempt();
  if (!copy) return fail_while("no backup of '" + target.string() + "' was kept", copy.error());
  return copy;
}

void drop_needless_copy(Files& files, const Path& copy, const Path& target) {
  const auto kept = files.read(copy);
  const auto now = files.read(target);
  if (kept && now && *kept == *now) (void)files.remove(copy);
}

}  // namespace slipway
