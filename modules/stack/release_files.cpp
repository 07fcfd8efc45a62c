#include "stack/release_files.hpp"

#include <set>

#include "stack/sha256.hpp"

namespace slipway {
namespace {

constexpr const char* outside_folder =
    ".outside";  // holds the copies of files that stand outside of the stack

/// A safe name for the copy of a file, unlike all that are taken.
std::string copy_name(const std::string& recorded, std::set<std::string>& taken) {
  const Path path = recorded;
  std::string name = recorded;
  if (path.is_absolute()) {
    int number = 1;
    do {
      name = (Path(outside_folder) / (std::to_string(number++) + "-" + path.filename().string())).string();
    } while (taken.count(name) != 0);
  }
  taken.insert(name);
  return name;
}

Expected<StackFile> read_stack_file(Files& files, const Path& path) {
  StackFile file;
  TRY_ASSIGN(const auto here, files.status(path));
  if (!here) {
    file.recorded.absent = true;
    return file;
  }
  TRY_ASSIGN(const Path resolved, files.resolve(path));
  TRY_ASSIGN(const auto status, files.status(resolved));
  if (!status) return fail("'" + path.string() + "' vanished while it was read; run this again");
  TRY_ASSIGN(file.content, files.read(resolved));
  file.recorded.sha256 = sha256_hex(file.content);
  file.recorded.mode = status->mode;
  file.recorded.uid = status->uid;
  file.recorded.gid = status->gid;
  return file;
}

}  // namespace

std::string recorded_path(const Path& project_src, const Path& file) {
  const Path folder = project_src.lexically_normal();
  const Path whole = (file.is_absolute() ? file : folder / file).lexically_normal();
  const Path relative = whole.lexically_relative(folder);
  const bool outside = relative.empty() || relative == "." || *relative.begin() == "..";
  return outside ? whole.string() : relative.string();
}

Path stack_path(const Path& project_src, const std::string& recorded) {
  const Path path = recorded;
  return path.is_absolute() ? path : project_src / path;
}

Expected<std::vector<StackFile>> read_stack_files(Files& files, const Path& project_src,
                                                  const std::vector<Path>& paths) {
  std::vector<StackFile> all;
  std::set<std::string> seen;
  std::set<std::string> copies;
  for (const auto& path : paths) {
    const std::string recorded = recorded_path(project_src, path);
    if (!seen.insert(recorded).second) continue;
    auto file = read_stack_file(files, stack_path(project_src, recorded));
    if (!file) return tl::unexpected(std::move(file).error());
    file->recorded.path = recorded;
    if (!file->recorded.absent) file->recorded.copy = copy_name(recorded, copies);
    all.push_back(std::move(*file));
  }
  return all;
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
