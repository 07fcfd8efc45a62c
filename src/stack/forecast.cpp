#include "stack/forecast.hpp"

#include <algorithm>

#include "engine/networks.hpp"
#include "stack/held_files.hpp"
#include "stack/unread_services.hpp"

namespace slipway {
namespace {

/// By service; what somebody ran by hand with the project's label is of none.
std::map<std::string, std::string> first_containers(const std::vector<Container>& containers) {
  std::map<std::string, std::pair<std::string, std::string>> first;  // name and id, by service
  for (const auto& container : containers) {
    if (container.one_off || container.service.empty()) continue;
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

bool has_unknown_services(const UpForecast& forecast) {
  return std::any_of(forecast.containers.begin(), forecast.containers.end(), [&](const auto& container) {
    return !container.one_off && !container.service.empty() &&
           forecast.next.model.services.count(container.service) == 0;
  });
}

/// Those of a run that was cut off whose place another container has; stack_up removes them first. One that
/// stands alone may hold the anonymous volumes of the one that it was to replace, so it counts.
void set_leftovers_aside(UpForecast& forecast) {
  auto& all = forecast.containers;
  const auto is_half_made = [](const Container& container) {
    return !container.one_off && container.status == "created" && is_name_of_successor(container.name);
  };
  const auto is_left_over = [&](const Container& container) {
    return is_half_made(container) && std::any_of(all.begin(), all.end(), [&](const Container& other) {
             return other.service == container.service && other.number == container.number &&
                    !other.one_off && !is_half_made(other);
           });
  };
  std::vector<Container> counted;
  for (const auto& container : all)
    (is_left_over(container) ? forecast.leftovers : counted).push_back(container);
  all = std::move(counted);
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

Environment environment_of(const ComposeProject& project, System& system) {
  return compose_environment(system.environment, project.extra);
}

/// All but what the files that are there now say.
Expected<UpForecast> next_state(const ComposeConfig& compose, const ComposeProject& project,
                                const HeldFiles& files, UpRules rules, System& system) {
  UpForecast forecast;
  forecast.rules = rules;
  TRY_ASSIGN(forecast.rules.compose, compose.version(project));
  TRY_ASSIGN(const std::string config, compose.config(files.project, files.env_file));
  TRY_ASSIGN(const ComposeModel model, parse_compose_model(config));
  TRY_ASSIGN(const auto engine, system.engines.at("", environment_of(project, system), Engines::any_time));
  TRY_ASSIGN(forecast.containers, project_containers(*engine, project.name.value_or(model.project)));
  set_leftovers_aside(forecast);
  TRY_ASSIGN(forecast.next,
             compose.state(files.project, files.env_file, config, first_containers(forecast.containers)));
  TRY_ASSIGN(forecast.image_ids, image_ids(forecast.next.model, *engine));
  TRY_ASSIGN(forecast.networks, network_hashes(forecast.next.model, forecast.rules.compose, *engine));
  if (rules.is_rolling) {
    TRY_ASSIGN(forecast.own_settings, compose.own_settings(files.project, files.env_file));
  }
  if (rules.remove_orphans && has_unknown_services(forecast)) {
    TRY_ASSIGN(forecast.switched_off, compose.all_services(files.project, files.env_file));
  }
  return forecast;
}

}  // namespace

Expected<UpForecast> up_forecast(const ComposeProject& project, UpRules rules, const FutureFiles& files,
                                 System& system) {
  const ComposeConfig compose(system, ComposeConfig::Files::as_they_would_be, files.secrets);
  const EnvFileFinder finder(project, environment_of(project, system), system.files);
  TRY_ASSIGN(const HeldFiles held, hold_files(files, project, compose, finder, system));
  TRY_ASSIGN(auto forecast, next_state(compose, project, held, rules, system));
  forecast.now = present(compose, project, first_containers(forecast.containers));
  forecast.unread = unread_services(files, project.project_src, forecast.next.model, finder, system.files);
  return forecast;
}

Expected<UpForecast> up_forecast(const ComposeProject& project, UpRules rules,
                                 const std::vector<std::string>& secrets, System& system) {
  const ComposeConfig compose(system, ComposeConfig::Files::as_they_are, secrets);
  TRY_ASSIGN(auto forecast,
             next_state(compose, project, HeldFiles{{}, project, std::nullopt}, rules, system));
  forecast.now = forecast.next;
  return forecast;
}

}  // namespace slipway
