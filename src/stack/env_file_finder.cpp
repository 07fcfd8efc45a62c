#include "stack/env_file_finder.hpp"

#include "stack/future_files.hpp"

namespace slipway {
namespace {

/// Empty when nobody knows it.
Path home_of(const Environment& environment) {
  const auto home = environment.find("HOME");
  return home == environment.end() ? "" : home->second;
}

}  // namespace

EnvFileFinder::EnvFileFinder(const ComposeProject& project, const Environment& environment, Files& files)
    : files_(files),
      home_(home_of(environment)),
      env_file_(resolved(env_file_of(project).lexically_normal())) {}

bool EnvFileFinder::leads_there(const std::string& path, const Path& folder) const {
  if (path.empty()) return false;
  if (path.front() == '/') return resolved(path) == env_file_;
  const bool is_at_home = path.front() == '~' && !home_.empty();
  const Path whole = is_at_home ? home_ / path.substr(1) : folder / path;
  return resolved(whole.lexically_normal()) == env_file_;
}

Path EnvFileFinder::resolved(const Path& path) const {
  auto found = files_.resolve(path);
  return found ? std::move(*found) : path;
}

}  // namespace slipway
