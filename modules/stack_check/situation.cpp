#include "stack_check/situation.hpp"

#include <algorithm>

#include "util/json_access.hpp"

namespace slipway::stack_check {
namespace {

bool is_at_or_below(const Path& path, const Path& folder) {
  return std::mismatch(folder.begin(), folder.end(), path.begin(), path.end()).first == folder.end();
}

}  // namespace

bool Situation::is_there(const Path& path, Findings& findings) const {
  const Path full = (path.is_absolute() ? path : project.project_src / path).lexically_normal();
  for (const auto& file : new_files)
    if (is_at_or_below((project.project_src / file.path).lexically_normal(), full)) return true;
  if (secret_files.count(full) != 0) return true;
  const auto place = system.files.resolve(full);
  if (!place && place.error().os_error == ENOENT) return false;
  const auto status = place ? system.files.status(*place) : tl::unexpected(place.error());
  if (!status && (status.error().os_error == ENOENT || status.error().os_error == ENOTDIR)) return false;
  if (!status) findings.warnings.push_back("not looked at: " + status.error().message);
  return !status || status->has_value();
}

std::vector<std::pair<std::string, nlohmann::json>> services_of(const nlohmann::json& config) {
  std::vector<std::pair<std::string, nlohmann::json>> all;
  for (const auto& [name, service] : json_access::member(config, "services").items())
    if (service.is_object()) all.emplace_back(name, service);
  return all;
}

}  // namespace slipway::stack_check
