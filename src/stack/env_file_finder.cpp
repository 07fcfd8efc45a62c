#include "stack/env_file_finder.hpp"

namespace slipway {

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
