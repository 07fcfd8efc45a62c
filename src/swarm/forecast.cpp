#include "swarm/forecast.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "changes/up_plan.hpp"
#include "compose/pullable_reference.hpp"
#include "engine/containers.hpp"
#include "swarm/key_findings.hpp"
#include "swarm/membership.hpp"
#include "util/json_access.hpp"

namespace slipway {
namespace {

using json_access::member;
using json_access::text;
using nlohmann::json;

/// Of "registry:5000/app@sha256:…", when it is in that repository.
std::string digest_in(const std::string& repo_digest, const Repository& repository) {
  const auto at = repo_digest.find('@');
  if (at == std::string::npos) return "";
  const auto parsed = parse_repository(repo_digest.substr(0, at));
  return parsed && *parsed == repository ? repo_digest.substr(at) : "";
}

/// By digest, so that each node gets the same image, and the one that was pulled and recorded.
class Pins {
 public:
  explicit Pins(Engine& engine) : engine_(engine) {}

  Expected<void> add(const std::string& service, const std::string& image, SwarmForecast& forecast) {
    const auto wanted = parse_pullable(image);
    if (image.empty() || images.count(image) != 0 || (wanted && !wanted->digest.empty())) return {};
    TRY_ASSIGN(const auto there, inspect_image(engine_, image));
    if (!there) forecast.absent.emplace(image, service);
    std::string digest;
    if (there && wanted)
      for (const auto& repo_digest : there->repo_digests)
        if (digest.empty()) digest = digest_in(repo_digest, wanted->repository);
    if (there && digest.empty()) forecast.local.push_back(image);
    images[image] = image + digest;
    if (!there) unpinned.insert(image);
    return {};
  }

  std::map<std::string, std::string> images;
  std::set<std::string> unpinned;

 private:
  Engine& engine_;
};

void note_findings(const json& config, SwarmForecast& forecast) {
  for (const auto& finding : key_findings(config))
    if (finding.refused) forecast.refused.push_back(finding_text(finding) + "; " + finding.remedy);
}

}  // namespace

bool SwarmForecast::changes_something() const {
  return !missing.empty() || std::any_of(changes.begin(), changes.end(),
                                         [](const auto& change) { return !touches_nothing(change); });
}

Expected<SwarmForecast> swarm_forecast(const ComposeProject& project, const std::optional<Path>& env_file,
                                       const ComposeConfig& compose, const SwarmRules& rules,
                                       System& system) {
  SwarmForecast forecast;
  TRY_ASSIGN(const std::string printed, compose.config(project, env_file));
  TRY_ASSIGN(const ComposeModel model, parse_compose_model(printed));  // what is no JSON ends here
  const json config = json::parse(printed);
  forecast.stack = project.name.value_or(model.project);
  const Environment environment = compose_environment(system.environment, project.extra);
  TRY_ASSIGN(const auto engine, system.engines.at("", environment, Engines::any_time));
  TRY(check_manages(*engine));
  note_findings(config, forecast);
  Pins pins(*engine);
  for (const auto& [name, service] : member(config, "services").items())
    TRY(pins.add(name, text(service, "image"), forecast));
  TRY_ASSIGN(const auto objects,
             objects_of(config, forecast.stack, project, compose, env_file, system.files));
  TRY_ASSIGN(forecast.missing, missing_objects(objects, *engine));
  TRY_ASSIGN(forecast.services, stack_services(*engine, forecast.stack));
  forecast.file = stack_file(config, pins.images, objects);
  forecast.changes = swarm_changes(forecast.file, forecast.services, pins.unpinned, rules);
  return forecast;
}

}  // namespace slipway
