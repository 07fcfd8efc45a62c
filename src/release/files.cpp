#include "release/files.hpp"

#include <algorithm>
#include <cerrno>
#include <optional>
#include <set>

#include "util/sha256.hpp"

namespace slipway {
namespace {

constexpr const char* stack_folder = ".";
constexpr std::size_t longest_tail = 200;  // bytes: with its number in front a name stays below 255

/// Without `.`, `..` and a slash at the end.
Path plain_path(const Path& path) {
  Path plain = path.lexically_normal();
  while (plain.has_parent_path() && plain.filename_is_dot()) plain = plain.parent_path();
  return plain;
}

/// The folder for the copies of files that stand outside of the stack: unlike all that stand in it.
std::string outside_folder(const std::vector<std::string>& recorded) {
  std::string folder = ".outside";
  const auto is_taken = [&](const std::string& path) {
    return !path.starts_with('/') && *Path(path).begin() == folder;
  };
  for (int number = 2; std::any_of(recorded.begin(), recorded.end(), is_taken); ++number)
    folder = ".outside-" + std::to_string(number);
  return folder;
}

/// Where the copy of the file with this number among those outside stands, below the set's folder.
std::string outside_copy(const std::string& folder, int number, const Path& file) {
  const std::string name = file.filename().string();
  return folder + "/" + std::to_string(number) + (name.size() > longest_tail ? "" : "-" + name);
}

/// Nullopt when it is not there: then neither are the files in it.
Expected<std::optional<Path>> resolve_if_there(Files& files, const Path& folder) {
  auto resolved = files.resolve(folder);
  if (resolved) return std::optional<Path>(std::move(*resolved));
  if (resolved.error().os_error == ENOENT || resolved.error().os_error == ENOTDIR)
    return std::optional<Path>();
  return tl::unexpected<Error>(resolved.error());
}

/// `folder`: the stack's, every link followed.
std::string where_links_lead(const Path& folder, const std::string& recorded, const Path& resolved) {
  return stack_path(folder, recorded) == resolved ? "" : recorded_path(folder, resolved);
}

Expected<StackFile> read_stack_file(Files& files, const Path& folder, const std::string& recorded,
                                    const Path& path) {
  StackFile file;
  TRY_ASSIGN(const auto here, files.status(path));
  if (!here) {
    file.recorded.absent = true;
    return file;
  }
  TRY_ASSIGN(const Path resolved, files.resolve(path));
  TRY_ASSIGN(const auto status, files.status(resolved));
  if (!status) return fail("'" + path.string() + "' vanished while it was read; run this again");
  if (status->kind == FileKind::other)
    return fail("'" + path.string() + "' is no regular file, so no release can have it; name one");
  TRY_ASSIGN(file.content, files.read(resolved));
  file.recorded.sha256 = sha256_hex(file.content);
  file.recorded.mode = status->mode;
  file.recorded.uid = status->uid;
  file.recorded.gid = status->gid;
  file.recorded.leads_to = where_links_lead(folder, recorded, resolved);
  return file;
}

}  // namespace

std::string recorded_path(const Path& project_src, const Path& file) {
  const Path folder = plain_path(project_src);
  const Path whole = plain_path(file.is_absolute() ? file : folder / file);
  const Path relative = whole.lexically_relative(folder);
  const bool outside = relative.empty() || relative == "." || *relative.begin() == "..";
  return outside ? whole.string() : relative.string();
}

Expected<void> check_stack_path(Files& files, const Path& project_src, const Path& path) {
  const Path folder = plain_path(project_src);
  const Path whole = path.is_absolute() ? path : folder / path;
  const Path relative = folder.lexically_relative(plain_path(whole));
  const bool holds_stack = !relative.empty() && *relative.begin() != "..";
  if (path.empty() || holds_stack)
    return fail("'" + path.string() +
                "' is no file of the stack, but its folder or one above it; name the files");
  if (std::find(path.begin(), path.end(), "..") == path.end()) return {};
  // What cannot be followed is judged when it is read.
  const auto meant = files.resolve(whole.parent_path());
  const auto taken = files.resolve(plain_path(whole).parent_path());
  if (meant && taken && *meant != *taken)
    return fail("'" + path.string() + "' goes back behind a link, to '" +
                (*meant / whole.filename()).string() + "'; name the file by that path");
  return {};
}

Path by_stack_folder(Files& files, const Path& project_src, const Path& path) {
  if (!path.is_absolute()) return path;
  const auto folder = files.resolve(project_src);
  if (!folder) return path;
  const Path relative = plain_path(path).lexically_relative(*folder);
  const bool inside = !relative.empty() && relative != "." && *relative.begin() != "..";
  return inside ? relative : path;
}

Path stack_path(const Path& project_src, const std::string& recorded) {
  const Path path = recorded;
  return path.is_absolute() ? path : project_src / path;
}

Expected<std::vector<StackFile>> read_stack_files(Files& files, const Path& project_src,
                                                  const std::vector<Path>& paths) {
  std::vector<std::string> all_recorded;
  for (const auto& path : paths) {
    std::string recorded = recorded_path(project_src, path);
    if (std::find(all_recorded.begin(), all_recorded.end(), recorded) == all_recorded.end())
      all_recorded.push_back(std::move(recorded));
  }
  const std::string outside = outside_folder(all_recorded);
  TRY_ASSIGN(const auto resolved, resolve_if_there(files, project_src));
  const Path folder = resolved.value_or(project_src);
  int number = 0;
  std::vector<StackFile> all;
  for (const auto& recorded : all_recorded) {
    TRY_ASSIGN(auto file, read_stack_file(files, folder, recorded, stack_path(project_src, recorded)));
    file.recorded.path = recorded;
    if (!file.recorded.absent)
      file.recorded.copy =
          Path(recorded).is_absolute() ? outside_copy(outside, ++number, recorded) : recorded;
    all.push_back(std::move(file));
  }
  return all;
}

Expected<std::vector<RecordedFolder>> read_stack_folders(Files& files, const Path& project_src,
                                                         const std::vector<StackFile>& of) {
  std::set<std::string> paths;
  for (const auto& file : of) {
    Path folder = Path(file.recorded.path).parent_path();
    for (; !folder.empty() && folder != "/"; folder = folder.parent_path()) paths.insert(folder.string());
    if (folder.empty()) paths.insert(stack_folder);
  }
  std::vector<RecordedFolder> folders;
  for (const auto& path : paths) {
    TRY_ASSIGN(const auto resolved, resolve_if_there(files, stack_path(project_src, path)));
    if (!resolved) continue;
    TRY_ASSIGN(const auto here, files.status(*resolved));
    if (here && here->kind == FileKind::directory)
      folders.push_back({path, here->mode, here->uid, here->gid});
  }
  return folders;
}

const RecordedFolder* find_folder(const std::vector<RecordedFolder>& folders, const Path& project_src,
                                  const Path& folder) {
  const std::string path =
      plain_path(folder) == plain_path(project_src) ? stack_folder : recorded_path(project_src, folder);
  const auto found =
      std::find_if(folders.begin(), folders.end(), [&](const auto& one) { return one.path == path; });
  return found == folders.end() ? nullptr : &*found;
}

Expected<void> check_project(const Release& release, const std::string& project) {
  if (release.project == project) return {};
  return fail("release '" + release.name + "' belongs to project '" + release.project + "', not to '" +
              project + "'; correct name or project_name");
}

std::vector<RecordedFile> files_below(const std::string& folder, const std::vector<StackFile>& files) {
  std::vector<RecordedFile> recorded;
  for (const auto& file : files) {
    recorded.push_back(file.recorded);
    if (!file.recorded.absent) recorded.back().copy = folder + "/" + file.recorded.copy;
  }
  return recorded;
}

std::vector<RecordContent> copies_below(const std::string& folder, const std::vector<StackFile>& files) {
  std::vector<RecordContent> copies;
  for (const auto& file : files)
    if (!file.recorded.absent) copies.push_back({folder + "/" + file.recorded.copy, file.content});
  return copies;
}

}  // namespace slipway
