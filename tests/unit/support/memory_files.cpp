#include "unit/support/memory_files.hpp"

namespace slipway::test {
namespace {

class MemoryLock final : public FileLock {};

std::string prefix_of(const std::string& folder) {
  return folder == "/" ? "/" : folder + "/";
}

}  // namespace

void MemoryFiles::put_folder(const Path& path, mode_t mode) {
  if (path.has_parent_path() && !exists(path.parent_path())) put_folder(path.parent_path());
  nodes[path.string()] = folder_node(mode);
}

void MemoryFiles::put(const Path& path, const std::string& content, mode_t mode) {
  if (!exists(path.parent_path())) put_folder(path.parent_path());
  nodes[path.string()] = {{FileKind::regular, mode, 0, 0, content.size(), next_stamp()}, content};
}

void MemoryFiles::put_link(const Path& path, const Path& target) {
  if (!exists(path.parent_path())) put_folder(path.parent_path());
  nodes[path.string()] = {{FileKind::symlink, 0777, 0, 0, 0, {}}, target.string()};
}

std::optional<std::string> MemoryFiles::content(const Path& path) const {
  const auto node = nodes.find(path.string());
  if (node == nodes.end() || node->second.status.kind != FileKind::regular) return std::nullopt;
  return node->second.content;
}

tl::unexpected<Error> MemoryFiles::refuse(const std::string& operation, const Path& path, int error) {
  return fail("cannot " + operation + " '" + path.string() + "': " + std::strerror(error), error);
}

Expected<void> MemoryFiles::allowed(const std::string& operation, const Path& path) const {
  const int error = fault ? fault(operation, path) : 0;
  return error == 0 ? Expected<void>{} : refuse(operation, path, error);
}

Expected<void> MemoryFiles::parent_of(const std::string& operation, const Path& path) const {
  const auto parent = nodes.find(path.parent_path().string());
  if (parent == nodes.end()) return refuse(operation, path, ENOENT);
  if (parent->second.status.kind != FileKind::directory) return refuse(operation, path, ENOTDIR);
  return {};
}

std::vector<std::string> MemoryFiles::children(const std::string& folder) const {
  std::vector<std::string> names;
  const std::string prefix = prefix_of(folder);
  for (auto node = nodes.lower_bound(prefix); node != nodes.end() && node->first.rfind(prefix, 0) == 0;
       ++node) {
    const std::string name = node->first.substr(prefix.size());
    if (!name.empty() && name.find('/') == std::string::npos) names.push_back(name);
  }
  return names;
}

Expected<std::optional<FileStatus>> MemoryFiles::status(const Path& path) {
  TRY(allowed("status", path));
  const auto node = nodes.find(path.string());
  if (node == nodes.end()) return std::nullopt;
  return node->second.status;
}

Expected<Path> MemoryFiles::resolve(const Path& path) {
  TRY(allowed("resolve", path));
  Path whole = "/";
  int links = 0;
  for (const auto& part : path.relative_path()) {
    if (part == "." || part.empty()) continue;
    whole = part == ".." ? whole.parent_path() : whole / part;
    for (auto node = nodes.find(whole.string());
         node != nodes.end() && node->second.status.kind == FileKind::symlink;
         node = nodes.find(whole.string())) {
      if (++links > 40) return refuse("resolve", path, ELOOP);
      const Path target = node->second.content;
      whole = target.is_absolute() ? target : whole.parent_path() / target;
      if (!exists(whole)) return refuse("resolve", path, ENOENT);
    }
  }
  if (!exists(whole)) TRY(parent_of("resolve", whole));
  return whole;
}

Expected<Path> MemoryFiles::read_link(const Path& path) {
  TRY(allowed("read_link", path));
  const auto node = nodes.find(path.string());
  if (node == nodes.end()) return refuse("read_link", path, ENOENT);
  if (node->second.status.kind != FileKind::symlink) return refuse("read_link", path, EINVAL);
  return Path(node->second.content);
}

Expected<std::string> MemoryFiles::read(const Path& path) {
  TRY(allowed("read", path));
  TRY_ASSIGN(const Path resolved, resolve(path));
  const auto node = nodes.find(resolved.string());
  if (node == nodes.end()) return refuse("read", path, ENOENT);
  if (node->second.status.kind != FileKind::regular) return refuse("read", path, EISDIR);
  return node->second.content;
}

Expected<std::vector<std::string>> MemoryFiles::list(const Path& path) {
  TRY(allowed("list", path));
  TRY_ASSIGN(const Path resolved, resolve(path));
  const auto node = nodes.find(resolved.string());
  if (node == nodes.end()) return refuse("list", path, ENOENT);
  if (node->second.status.kind != FileKind::directory) return refuse("list", path, ENOTDIR);
  return children(resolved.string());
}

Expected<void> MemoryFiles::create(const Path& path, std::string_view content, mode_t mode) {
  TRY(allowed("create", path));
  TRY(parent_of("create", path));
  if (exists(path)) return refuse("create", path, EEXIST);
  nodes[path.string()] = {{FileKind::regular, mode, 0, 0, content.size(), next_stamp()},
                          std::string(content)};
  changes.push_back("create " + path.string());
  return {};
}

Expected<void> MemoryFiles::rename(const Path& from, const Path& to) {
  TRY(allowed("rename", to));
  TRY(parent_of("rename", to));
  if (!exists(from)) return refuse("rename", from, ENOENT);
  if (exists(to) && !children(to.string()).empty()) return refuse("rename", to, ENOTEMPTY);
  std::map<std::string, Node> moved;
  const std::string prefix = prefix_of(from.string());
  for (auto node = nodes.begin(); node != nodes.end();) {
    const bool inside = node->first == from.string() || node->first.rfind(prefix, 0) == 0;
    if (inside) moved[to.string() + node->first.substr(from.string().size())] = std::move(node->second);
    node = inside ? nodes.erase(node) : std::next(node);
  }
  for (auto& [name, node] : moved) nodes[name] = std::move(node);
  changes.push_back("rename " + from.string() + " " + to.string());
  return {};
}

Expected<void> MemoryFiles::rename_to_free_name(const Path& from, const Path& to) {
  if (exists(to)) {
    TRY(allowed("rename", to));
    return refuse("rename", to, EEXIST);
  }
  return rename(from, to);
}

Expected<void> MemoryFiles::remove(const Path& path) {
  TRY(allowed("remove", path));
  if (!exists(path)) return refuse("remove", path, ENOENT);
  if (!children(path.string()).empty()) return refuse("remove", path, ENOTEMPTY);
  nodes.erase(path.string());
  changes.push_back("remove " + path.string());
  return {};
}

Expected<void> MemoryFiles::remove_tree(const Path& path) {
  TRY_ASSIGN(const auto here, status(path));
  if (!here) return {};
  if (here->kind == FileKind::directory) {
    TRY_ASSIGN(const auto names, list(path));
    for (const auto& name : names) TRY(remove_tree(path / name));
  }
  return remove(path);
}

Expected<void> MemoryFiles::check_changeable(const Path& path) {
  TRY(allowed("check_changeable", path));
  return parent_of("check_changeable", path);
}

Expected<void> MemoryFiles::make_directory(const Path& path, mode_t mode) {
  TRY(allowed("make_directory", path));
  TRY(parent_of("make_directory", path));
  if (exists(path)) return refuse("make_directory", path, EEXIST);
  nodes[path.string()] = folder_node(mode);
  changes.push_back("make_directory " + path.string());
  return {};
}

Expected<void> MemoryFiles::set_mode(const Path& path, mode_t mode) {
  TRY(allowed("set_mode", path));
  if (!exists(path)) return refuse("set_mode", path, ENOENT);
  FileStatus& status = nodes[path.string()].status;
  if (status.mode != mode) changes.push_back("set_mode " + path.string());
  status.mode = mode;
  status.stamp = next_stamp();
  return {};
}

Expected<void> MemoryFiles::set_owner(const Path& path, uid_t uid, gid_t gid) {
  TRY(allowed("set_owner", path));
  if (!exists(path)) return refuse("set_owner", path, ENOENT);
  nodes[path.string()].status.uid = uid;
  nodes[path.string()].status.gid = gid;
  changes.push_back("set_owner " + path.string());
  return {};
}

Expected<void> MemoryFiles::copy_extended_attributes(const Path& from, const Path&) {
  return allowed("copy_extended_attributes", from);
}

Expected<void> MemoryFiles::sync_directory(const Path& path) {
  return allowed("sync_directory", path);
}

Expected<std::unique_ptr<FileLock>> MemoryFiles::lock(const Path& path) {
  TRY(allowed("lock", path));
  if (!exists(path)) TRY(create(path, "", 0600));
  return std::make_unique<MemoryLock>();
}

Expected<std::unique_ptr<FileLock>> MemoryFiles::hold_folder(const Path& path, FolderHold how) {
  TRY(allowed("hold_folder", path));
  if (!exists(path)) return refuse("open", path, ENOENT);
  if (held_by_others && held_by_others(path, how)) return nullptr;
  return std::make_unique<MemoryLock>();
}

Expected<void> MemoryFiles::check_lockable(const Path& path) {
  return allowed("check_lockable", path);
}

}  // namespace slipway::test
