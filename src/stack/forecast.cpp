#include "stack/forecast.hpp"

#include <algorithm>

#include "engine/networks.hpp"
#include "stack/held_files.hpp"
#include "stack/unread_services.hpp"

namespace slipway {
namespace {

std::map<std::string, std::string> first_containers(const std::vector<Container>& containers) {
  std::map<std::string, std::pair<std::string, std::string>> first;  // name and id, by service
  for (const auto& container : containers) {
    if (container.one_off) continue;
    const std::pair own{container.name, container.id};
    const auto [known, is_new] = first.emplace(container.service, own);
    if (!is_new) known->second = std::min(known->second, own);
  }
  std::map<std::string, std::string> ids;
  for (const auto& [service, one] : first) ids[service] = one.second;
  return ids;
}

Expected<std::map<std::string, std::string>> image_ids(const ComposeModel& model, Engine& engine) {
  std::map<std::string, std::string> ids;
  for (const auto& [name, service] : model.services) {
    const std::string reference = image_of(model, name);
    if (ids.count(reference) != 0) continue;
    TRY_ASSIGN(const auto image, inspect_image(engine, reference));
    if (image) ids[reference] = image->id;
  }
  return ids;
}

/// Those of the engine that Compose would compare with the files.
Expected<std::map<std::string, std::string>> network_hashes(const ComposeModel& model, ComposeVersion version,
                                                            Engine& engine) {
  std::map<std::string, std::string> hashes;
  if (version < networks_are_compared) return hashes;
  for (const auto& [name, wanted] : model.networks) {
    TRY_ASSIGN(const auto network, inspect_network(engine, name));
    if (network) hashes[name] = network->config_hash;
  }
  return hashes;
}

Path home_of(const Environment& environment) {
  const auto home = environment.find("HOME");
  return home == environment.end() ? "" : home->second;
}

bool has_unknown_services(const UpForecast& forecast) {
  return std::any_of(forecast.containers.begin(), forecast.containers.end(), [&](const auto& container) {
    return !container.one_off && forecast.next.model.services.count(container.service) == 0;
  });
}

/// By the files as they are; nullopt when Compose refuses them.
std::optional<ConfiguredStack> present(const ComposeConfig& compose, const ComposeProject& project,
                                       const std::map<std::string, std::string>& containers) {
  const auto config = compose.config(project, std::nullopt);
  if (!config) return std::nullopt;
  auto state = compose.state(project, std::nullopt, *config, containers);
  if (!state) return std::nullopt;
  return std::move(*state);
}

}  // namespace

Expected<UpForecast> up_forecast(const ComposeProject& project, UpRules rules, const FutureFiles& files,
                                 System& system) {
  const Environment environment = compose_environment(system.environment, project.extra);
  const ComposeConfig compose(system, files.secrets);
  const EnvFileFinder finder(env_file_of(project), home_of(environment), system.files);
  TRY_ASSIGN(const HeldFiles held, hold_files(files, project, compose, finder, system));
  UpForecast forecast;
  forecast.rules = rules;
  TRY_ASSIGN(forecast.rules.compose, compose.version(project));
  TRY_ASSIGN(const std::string config, compose.config(held.project, held.env_file));
  TRY_ASSIGN(const ComposeModel model, parse_compose_model(config));
  TRY_ASSIGN(const auto engine, system.engines.at("", environment, Engines::any_time));
  TRY_ASSIGN(forecast.containers, project_containers(*engine, project.name.value_or(model.project)));
  const auto containers = first_containers(forecast.containers);
  TRY_ASSIGN(forecast.next, compose.state(held.project, held.env_file, config, containers));
  forecast.now = present(compose, project, containers);
  TRY_ASSIGN(forecast.image_ids, image_ids(forecast.next.model, *engine));
  TRY_ASSIGN(forecast.networks, network_hashes(forecast.next.model, forecast.rules.compose, *engine));
  forecast.unread = unread_services(files, project.project_src, forecast.next.model, finder, system.files);
  if (forecast.rules.remove_orphans && has_unknown_services(forecast)) {
    TRY_ASSIGN(forecast.switched_off, compose.all_services(held.project, held.env_file));
  }
  return forecast;
}

}  // namespace slipway
