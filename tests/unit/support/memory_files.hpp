// An in-memory file system for unit tests: every change is recorded, so that "wrote nothing" can be asserted
// outright, and any call can be made to fail.
#pragma once

#include <cerrno>
#include <cstring>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "system/files.hpp"

namespace slipway::test {

class MemoryFiles final : public Files {
 public:
  struct Node {
    FileStatus status;
    std::string content;  // of a file; a link's target
  };

  std::map<std::string, Node> nodes{{"/", folder_node(0755)}};
  std::vector<std::string> changes;  // "create /a", "rename /a /b", … in the order in which they were made
  std::function<int(const std::string& operation, const Path& path)>
      fault;  // returns the errno to fail with, or 0

  std::function<bool(const Path& path, FolderHold how)> held_by_others;  // whether others stand in the way

  // What a test sets up; not recorded as changes. Parent folders are made as needed.
  void put(const Path& path, const std::string& content, mode_t mode = 0644);
  void put_folder(const Path& path, mode_t mode = 0755);
  void put_link(const Path& path, const Path& target);

  /// The content of a file, for assertions; nullopt when there is none.
  std::optional<std::string> content(const Path& path) const;
  mode_t mode(const Path& path) const { return nodes.at(path.string()).status.mode; }
  bool exists(const Path& path) const { return nodes.count(path.string()) != 0; }

  Expected<std::optional<FileStatus>> status(const Path& path) override;
  Expected<Path> resolve(const Path& path) override;
  Expected<Path> read_link(const Path& path) override;
  Expected<std::string> read(const Path& path) override;
  Expected<std::vector<std::string>> list(const Path& path) override;
  Expected<void> create(const Path& path, std::string_view content, mode_t mode) override;
  Expected<void> rename(const Path& from, const Path& to) override;
  Expected<void> rename_to_free_name(const Path& from, const Path& to) override;
  Expected<void> remove(const Path& path) override;
  Expected<void> remove_tree(const Path& path) override;
  Expected<void> check_changeable(const Path& path) override;
  Expected<void> make_directory(const Path& path, mode_t mode) override;
  Expected<void> set_mode(const Path& path, mode_t mode) override;
  Expected<void> set_owner(const Path& path, uid_t uid, gid_t gid) override;
  Expected<void> copy_extended_attributes(const Path& from, const Path& to) override;
  Expected<void> sync_directory(const Path& path) override;
  Expected<std::unique_ptr<FileLock>> lock(const Path& path) override;
  Expected<std::unique_ptr<FileLock>> hold_folder(const Path& path, FolderHold how) override;
  Expected<void> check_lockable(const Path& path) override;

 private:
  std::uint64_t writes_ = 0;  // of whole files: the number of the last one stands for its inode
  FileStamp next_stamp() { return {1, ++writes_, 0}; }
  static Node folder_node(mode_t mode) { return {{FileKind::directory, mode, 0, 0, 0, {}}, ""}; }
  static tl::unexpected<Error> refuse(const std::string& operation, const Path& path, int error);
  Expected<void> allowed(const std::string& operation, const Path& path) const;
  Expected<void> parent_of(const std::string& operation, const Path& path) const;
  std::vector<std::string> children(const std::string& folder) const;
};

}  // namespace slipway::test
