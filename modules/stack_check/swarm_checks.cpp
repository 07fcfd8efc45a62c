// A stack for a swarm: the engine is a manager, and what the files say that a swarm does not do.
#include "engine/containers.hpp"
#include "stack/strategy.hpp"
#include "stack_check/situation.hpp"
#include "swarm/key_findings.hpp"
#include "swarm/membership.hpp"
#include "swarm/services.hpp"
#include "util/excerpt.hpp"
#include "util/json_access.hpp"

namespace slipway::stack_check {
namespace {

std::string name_of(const Situation& situation) {
  return situation.project.name.value_or(json_access::text(situation.config, "name"));
}

/// Both would have networks of the same names.
void check_compose_is_gone(Situation& situation, Findings& findings) {
  const std::string name = name_of(situation);
  if (name.empty()) return;
  const auto containers = listed_containers(*situation.engine, name);
  if (!containers) return findings.add(containers.error().message, "see the engine's log");
  if (containers->empty()) return;
  std::vector<std::string> names;
  for (const auto& container : *containers) names.push_back(container.name);
  findings.add(
      "Docker Compose runs project '" + name + "' on this engine: " + some_of(names),
      "take it down first (docker compose down; its volumes stay), since a swarm needs its networks' names");
}

void not_seen(const Error& why, Findings& findings) {
  findings.warnings.push_back("whether a swarm runs the stack was not looked at: " + why.message);
}

}  // namespace

void check_swarm(Situation& situation, Findings& findings) {
  if (const auto fits = check_swarm_strategy(strategy_of(situation.args.strategy)); !fits)
    findings.add(situation.words.sentence(fits.error().message),
                 "write order: start-first there for a deploy without a gap");
  if (!situation.args.proxy.empty())
    findings.add(situation.words.sentence(
                     "proxy is for Docker Compose, and a swarm tells its own load balancing of new tasks"),
                 situation.words.sentence("leave proxy out"));
  if (!situation.args.commands.value.empty())
    findings.add("a swarm has no place for " + situation.words.name("commands"),
                 "run them in a play of your own, or when the image starts, and leave them out");
  for (const auto& finding : key_findings(situation.config)) {
    if (finding.refused)
      findings.add(finding_text(finding), finding.remedy);
    else
      findings.advice.push_back(finding_text(finding) + "; " + finding.remedy);
  }
  if (!situation.engine) return;
  const auto membership = swarm_membership(*situation.engine);
  if (!membership) return findings.add(membership.error().message, "see the engine's log");
  if (auto [problem, remedy] = trouble_of(*membership); !problem.empty())
    return findings.add(std::move(problem), std::move(remedy));
  check_compose_is_gone(situation, findings);
}

void check_not_on_swarm(Situation& situation, Findings& findings) {
  const std::string name = name_of(situation);
  if (!situation.engine || name.empty()) return;
  const auto membership = swarm_membership(*situation.engine);
  if (!membership) return not_seen(membership.error(), findings);
  if (membership->state != "active" || !membership->manages) return;
  const auto services = stack_services(*situation.engine, name);
  if (!services) return not_seen(services.error(), findings);
  if (!services->empty())
    findings.add(
        "the swarm of this engine runs a stack '" + name + "'",
        situation.words.sentence("deploy it with engine: swarm, or remove it first (docker stack rm " + name +
                                 "; its volumes stay)"));
}

}  // namespace slipway::stack_check
