// The secrets and configs of removed releases, which a swarm keeps under names of their own.
#include <algorithm>

#include "backup_prune/backup_prune.hpp"
#include "compose/command.hpp"
#include "swarm/objects.hpp"

namespace slipway::backup_prune {
namespace {

void add_objects(const StackState& state, std::set<std::string>& names) {
  names.insert(state.objects.begin(), state.objects.end());
}

}  // namespace

std::set<std::string> unneeded_objects(const ReleaseFolder& folder, const std::vector<std::string>& removed) {
  if (!folder.damaged.empty()) return {};  // nobody can say which ones such a record needs
  std::set<std::string> gone, kept;
  for (const auto& release : folder.releases) {
    const bool goes = std::find(removed.begin(), removed.end(), release.name) != removed.end();
    add_objects(release.before, goes ? gone : kept);
    if (release.deployed) add_objects(*release.deployed, goes ? gone : kept);
  }
  for (const auto& name : kept) gone.erase(name);
  return gone;
}

void remove_swarm_objects(Plan& plan, System& system) {
  if (plan.objects.empty()) return;
  const auto engine = system.engines.at(
      plan.docker_host, compose_environment(system.environment, plan.environment), Engines::any_time);
  const auto removed = engine ? remove_objects(plan.objects, **engine) : tl::unexpected(engine.error());
  if (!removed)
    plan.warnings.push_back("the secrets and configs of removed releases stay in the swarm: " +
                            removed.error().message);
  plan.objects = removed ? std::set<std::string>(removed->begin(), removed->end()) : std::set<std::string>();
}

}  // namespace slipway::backup_prune
