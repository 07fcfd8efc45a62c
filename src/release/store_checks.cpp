#include "release/store_checks.hpp"

#include "system/write_checks.hpp"

namespace slipway {
namespace {

Expected<void> check_content(Files& files, const Path& record, const Path& path) {
  TRY(refuse_links(files, record, path));
  TRY_ASSIGN(const auto missing, missing_folders(files, (record / path).parent_path()));
  return files.check_changeable(missing.empty() ? record / path : missing.front());
}

}  // namespace

Expected<void> check_can_lock(Files& files, const Path& backups_path) {
  const auto check = [&]() -> Expected<void> {
    TRY_ASSIGN(const auto missing, missing_folders(files, backups_path));
    if (!missing.empty()) return files.check_changeable(missing.front());
    TRY(files.check_changeable(backups_path / lock_file));
    return files.check_lockable(backups_path / lock_file);
  };
  const auto checked = check();
  if (!checked)
    return fail_while("no release can be recorded in '" + backups_path.string() + "'", checked.error());
  return {};
}

Expected<void> check_can_record(Files& files, const Path& backups_path, const std::string& name,
                                const std::vector<RecordContent>& contents) {
  const Path record = backups_path / name;
  TRY_ASSIGN(const auto here, files.status(record));
  if (!here) return {};  // it is made in a folder of its own
  const auto check = [&]() -> Expected<void> {
    TRY(files.check_changeable(record / manifest_file));
    for (const auto& content : contents) TRY(check_content(files, record, content.path));
    return {};
  };
  const auto checked = check();
  if (!checked) return fail_while("the record '" + record.string() + "' was not changed", checked.error());
  return {};
}

Expected<void> check_can_remove(Files& files, const Path& backups_path,
                                const std::vector<std::string>& names) {
  for (const auto& name : names)
    if (const auto checked = check_can_remove_tree(files, backups_path / name); !checked)
      return fail_while("while removing the record '" + (backups_path / name).string() + "'",
                        checked.error());
  return {};
}

Expected<void> check_can_sweep(Files& files, const Path& backups_path,
                               const std::vector<std::string>& hidden) {
  for (const auto& name : hidden)
    if (const auto checked = check_can_remove_tree(files, backups_path / name); !checked)
      return fail_while("while clearing away what an earlier run left", checked.error());
  return {};
}

}  // namespace slipway
