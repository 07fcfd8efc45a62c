#include "stack_changes_info/swarm_drift.hpp"

#include <algorithm>

#include "stack_changes_info/file_drift.hpp"
#include "swarm/running.hpp"

namespace slipway::stack_changes_info {
namespace {

const ReleaseService* find(const std::vector<ReleaseService>& services, const std::string& name) {
  const auto found =
      std::find_if(services.begin(), services.end(), [&](const auto& one) { return one.service == name; });
  return found == services.end() ? nullptr : &*found;
}

const ReleaseImage* image_of(const std::vector<ReleaseImage>& images, const std::string& service) {
  const auto found =
      std::find_if(images.begin(), images.end(), [&](const auto& one) { return one.service == service; });
  return found == images.end() ? nullptr : &*found;
}

std::string about(const std::string& service) {
  return "service " + service + ": ";
}

/// What a service is told now, in place of what the release left.
void compare(const std::string& service, const StackState& recorded, const RunningStack& running,
             Findings& findings) {
  const auto* before = image_of(recorded.images, service);
  const auto* now = image_of(running.images, service);
  if (before != nullptr && now != nullptr &&
      (before->reference != now->reference || before->digests != now->digests))
    findings.push_back({"image", service,
                        about(service) + "the service runs " + foreign(now->reference) +
                            ", and the release has " + foreign(before->reference)});
  else
    findings.push_back(
        {"service", service,
         about(service) +
             "the swarm was told something else of it since the release, as by docker service update"});
}

}  // namespace

Expected<void> look_at_swarm(const Release& record, const ComposeProject& project, Findings& findings,
                             System& system) {
  const Environment environment = compose_environment(system.environment, project.extra);
  TRY_ASSIGN(const auto engine, system.engines.at("", environment, Engines::any_time));
  TRY_ASSIGN(const auto running, running_in_swarm(*engine, record.project));
  findings = file_drift(*record.deployed, project.project_src, system.files);
  for (const auto& service : record.deployed->services) {
    const auto* now = find(running.services, service.service);
    if (now == nullptr)
      findings.push_back(
          {"service", service.service, about(service.service) + "the swarm does not have it any more"});
    else if (now->config_hash != service.config_hash)
      compare(service.service, *record.deployed, running, findings);
  }
  for (const auto& service : running.services)
    if (find(record.deployed->services, service.service) == nullptr)
      findings.push_back(
          {"service", service.service,
           about(service.service) + "the swarm has it for this stack, and the release does not"});
  return {};
}

}  // namespace slipway::stack_changes_info
