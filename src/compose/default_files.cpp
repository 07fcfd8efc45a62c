#include "compose/default_files.hpp"

#include <algorithm>
#include <array>

namespace slipway {
namespace {

constexpr std::array default_names{"compose.yaml", "compose.yml", "docker-compose.yml",
                                   "docker-compose.yaml"};
constexpr std::array override_names{"compose.override.yml", "compose.override.yaml",
                                    "docker-compose.override.yml", "docker-compose.override.yaml"};

}  // namespace

std::vector<Path> default_compose_files(const std::function<bool(const std::string& name)>& is_there) {
  std::vector<Path> files;
  if (const auto* const first = std::find_if(default_names.begin(), default_names.end(), is_there);
      first != default_names.end())
    files.emplace_back(*first);
  if (files.empty()) return files;
  const auto* const other = std::find_if(override_names.begin(), override_names.end(), is_there);
  if (other != override_names.end()) files.emplace_back(*other);
  return files;
}

std::vector<Path> listed_compose_files(const std::string& variable, const std::string& separator) {
  const std::string between = separator.empty() ? ":" : separator;
  std::vector<Path> files;
  for (std::size_t start = 0; start <= variable.size();) {
    const auto end = std::min(variable.find(between, start), variable.size());
    if (end != start) files.emplace_back(variable.substr(start, end - start));
    start = end + between.size();
  }
  return files;
}

}  // namespace slipway
