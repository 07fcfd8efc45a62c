#include <algorithm>

#include "ansible/plain_values.hpp"
#include "compose/env_files.hpp"
#include "stack_changes_info/ask_compose.hpp"
#include "stack_changes_info/would_be.hpp"

namespace slipway::stack_changes_info {
namespace {

/// The files in memory, for Compose to read.
struct Held {
  std::vector<std::unique_ptr<HeldText>> texts;
  ComposeProject project;
  std::optional<Path> env_file;
};

Expected<ComposeProject> project_of(const Args& args) {
  TRY_ASSIGN(const auto environment, ansible::plain_values(args.environment, "environment"));
  return ComposeProject{
      args.project_src, args.files, args.project_name, {environment.begin(), environment.end()}};
}

Expected<Held> hold(const WouldBe& files, const Args& args, const ComposeProject& project, System& system) {
  Held held{{}, project, std::nullopt};
  held.project.files.clear();
  if (files.env_file) {
    TRY_ASSIGN(auto text, system.processes.hold(*files.env_file));
    held.env_file = text->path();
    held.texts.push_back(std::move(text));
  }
  const Path replaced = env_file_of(args).lexically_normal();
  const auto is_it = [&](std::string_view path) {
    return (args.project_src / std::string(path)).lexically_normal() == replaced ||
           Path(std::string(path)).lexically_normal() == replaced;
  };
  for (std::size_t i = 0; i < files.compose_files.size(); ++i) {
    std::string text = files.compose_files[i];
    if (held.env_file) {
      auto redirected = redirect_env_files(text, is_it, held.env_file->string());
      if (!redirected) return fail_while(args.files[i].string(), redirected.error());
      text = std::move(*redirected);
    }
    TRY_ASSIGN(auto one, system.processes.hold(text));
    held.project.files.push_back(one->path());
    held.texts.push_back(std::move(one));
  }
  return held;
}

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

UpRules rules_of(const Args& args) {
  UpRules rules;
  if (args.pull == "always") rules.pull = Pull::always;
  if (args.pull == "never") rules.pull = Pull::never;
  rules.force_recreate = args.force_recreate;
  rules.remove_orphans = args.remove_orphans;
  return rules;
}

bool has_unknown_services(const Outlook& outlook) {
  return std::any_of(outlook.containers.begin(), outlook.containers.end(), [&](const auto& container) {
    return !container.one_off && outlook.next.model.services.count(container.service) == 0;
  });
}

/// By the files as they are; nullopt when Compose refuses them.
std::optional<ConfiguredStack> present(const ComposeDesk& desk, const ComposeProject& project,
                                       const std::map<std::string, std::string>& containers) {
  const auto config = desk.config(project, std::nullopt);
  if (!config) return std::nullopt;
  auto state = desk.state(project, std::nullopt, *config, containers);
  if (!state) return std::nullopt;
  return std::move(*state);
}

Expected<Outlook> outlook_for(const Args& args, const WouldBe& files, System& system) {
  TRY_ASSIGN(const ComposeProject project, project_of(args));
  TRY_ASSIGN(const Held held, hold(files, args, project, system));
  const ComposeDesk desk(system, files.secrets);
  Outlook outlook;
  outlook.rules = rules_of(args);
  TRY_ASSIGN(outlook.rules.compose, desk.version(project));
  TRY_ASSIGN(const std::string config, desk.config(held.project, held.env_file));
  TRY_ASSIGN(const ComposeModel model, parse_compose_model(config));
  TRY_ASSIGN(const auto engine, system.engines.at("", compose_environment(system.environment, project.extra),
                                                  Engines::any_time));
  TRY_ASSIGN(outlook.containers, project_containers(*engine, args.project_name.value_or(model.project)));
  const auto containers = first_containers(outlook.containers);
  TRY_ASSIGN(outlook.next, desk.state(held.project, held.env_file, config, containers));
  outlook.now = present(desk, project, containers);
  TRY_ASSIGN(outlook.image_ids, image_ids(outlook.next.model, *engine));
  if (outlook.rules.remove_orphans && has_unknown_services(outlook)) {
    TRY_ASSIGN(outlook.switched_off, desk.all_services(held.project, held.env_file));
  }
  return outlook;
}

}  // namespace

Expected<Plan> plan(const Args& args, System& system) {
  TRY_ASSIGN(const WouldBe files, would_be(args, system));
  TRY_ASSIGN(const Outlook outlook, outlook_for(args, files, system));
  return Plan{service_changes(outlook), files.secrets};
}

}  // namespace slipway::stack_changes_info
