// The images of removed releases on the engine: which of them can go, and their removal.
#include "engine/image_removal.hpp"

#include "backup_prune/backup_prune.hpp"
#include "compose/command.hpp"
#include "engine/containers.hpp"
#include "util/joined.hpp"

namespace slipway::backup_prune {
namespace {

Expected<std::unique_ptr<Engine>> engine_of(const Plan& plan, System& system) {
  return system.engines.at(plan.docker_host, compose_environment(system.environment, plan.environment),
                           Engines::any_time);
}

/// Those that the engine has and no container was made from.
Expected<std::vector<UnusedImage>> without_use(const std::vector<UnusedImage>& images, Engine& engine) {
  TRY_ASSIGN(const auto used, images_in_use(engine));
  std::vector<UnusedImage> free;
  for (const auto& image : images) {
    if (used.count(image.id) != 0) continue;
    TRY_ASSIGN(const auto there, inspect_image(engine, image.id));
    if (there) free.push_back(image);
  }
  return free;
}

std::string names_of(const UnusedImage& image) {
  return joined({image.references.begin(), image.references.end()}, ", ");
}

}  // namespace

Expected<void> find_images(Plan& plan, System& system) {
  plan.images.clear();
  if (!plan.removes_images || plan.removed.empty()) return {};
  TRY_ASSIGN(const auto engine, engine_of(plan, system));  // an address that cannot be is the task's fault
  if (!plan.folder.damaged.empty())
    plan.warnings.push_back("the images of removed releases stay, since the record '" +
                            plan.folder.damaged.front().name +
                            "' cannot be read and may need them; mend it or move it away");
  const auto unused = unused_images(plan.folder, plan.removed);
  if (unused.empty()) return {};
  auto free = without_use(unused, *engine);
  if (free)
    plan.images = std::move(*free);
  else
    plan.warnings.push_back("the images of removed releases stay: " + free.error().message);
  return {};
}

Expected<void> remove_images(Plan& plan, System& system) {
  if (plan.images.empty()) return {};
  TRY_ASSIGN(const auto engine, engine_of(plan, system));
  std::vector<UnusedImage> gone;
  for (auto& image : plan.images) {
    const auto removed = remove_image(*engine, image.id);
    if (!removed)
      plan.warnings.push_back("the image " + names_of(image) +
                              " of a removed release stays: " + removed.error().message);
    else if (*removed)
      gone.push_back(std::move(image));
  }
  plan.images = std::move(gone);
  return {};
}

}  // namespace slipway::backup_prune
