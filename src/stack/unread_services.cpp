#include "stack/unread_services.hpp"

#include <algorithm>

#include "compose/env_files.hpp"
#include "compose/other_files.hpp"
#include "compose/tree.hpp"
#include "system/file_operations.hpp"

namespace slipway {
namespace {

/// A file that brings in a file, and so on: deeper than people go.
constexpr int deepest = 10;

class OtherEnvFiles {
 public:
  OtherEnvFiles(const EnvFileFinder& finder, Files& files) : finder_(finder), files_(files) {}

  /// Whether the compose file `path`, or one that it brings in, may read the stack's `.env`.
  bool may_be_read_by(const std::string& path, const Path& folder, int depth = 0) const {
    const bool is_elsewhere = path.find('$') != std::string::npos || path.find(':') != std::string::npos;
    if (is_elsewhere || depth == deepest) return true;
    const Path file = path.starts_with('/') ? Path(path) : folder / path;
    const auto text = read_at_most(files_, file, largest_compose_file, "compose file");
    if (!text) return false;  // Compose says so itself
    const auto env_files = env_file_paths(*text);
    const auto others = other_files(*text);
    if (!env_files || !others) return false;
    const auto leads_there = [&](const auto& env_file) {
      return env_file.find('$') != std::string::npos || finder_.leads_there(env_file, file.parent_path()) ||
             finder_.leads_there(env_file, folder);
    };
    const auto goes_on = [&](const auto& other) {
      return may_be_read_by(other, file.parent_path(), depth + 1);
    };
    return std::any_of(env_files->begin(), env_files->end(), leads_there) ||
           std::any_of(others->extended.begin(), others->extended.end(), goes_on) ||
           std::any_of(others->included.begin(), others->included.end(), goes_on);
  }

 private:
  const EnvFileFinder& finder_;
  Files& files_;
};

}  // namespace

std::map<std::string, std::string> unread_services(const FutureFiles& files, const Path& project_src,
                                                   const ComposeModel& model, const EnvFileFinder& finder,
                                                   Files& system_files) {
  std::map<std::string, std::string> unread;
  if (!files.env_file) return unread;
  const OtherEnvFiles env_files(finder, system_files);
  std::set<std::string> own;
  std::vector<std::string> included;
  for (const auto& text : files.compose_files) {
    const auto others = other_files(text);
    if (!others) continue;
    own.insert(others->services.begin(), others->services.end());
    included.insert(included.end(), others->included.begin(), others->included.end());
    for (const auto& file : others->extended)
      if (env_files.may_be_read_by(file, project_src))
        for (const auto& service : others->extending) unread.emplace(service, file);
  }
  for (const auto& file : included)
    if (env_files.may_be_read_by(file, project_src))
      for (const auto& [service, _] : model.services)
        if (own.count(service) == 0) unread.emplace(service, file);
  return unread;
}

}  // namespace slipway
