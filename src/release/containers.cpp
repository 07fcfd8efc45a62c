#include "release/containers.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace slipway {
namespace {

bool is_listed(const std::vector<ReleaseImage>& images, const Container& container) {
  return std::any_of(images.begin(), images.end(), [&](const ReleaseImage& image) {
    return image.reference == container.image && image.id == container.image_id;
  });
}

Expected<std::vector<ReleaseImage>> images_of(Engine& engine, const std::vector<Container>& containers) {
  std::vector<ReleaseImage> images;
  for (const auto& container : containers) {
    if (container.one_off || is_listed(images, container)) continue;
    TRY_ASSIGN(const auto image, inspect_image(engine, container.image_id));
    images.push_back({container.service, container.image, container.image_id,
                      image ? image->repo_digests : std::vector<std::string>{}});
  }
  return images;
}

std::vector<ReleaseService> services_of(const std::vector<Container>& containers) {
  std::vector<ReleaseService> services;
  for (const auto& container : containers) {
    const ReleaseService service{container.service, container.config_hash};
    if (!container.one_off && std::find(services.begin(), services.end(), service) == services.end())
      services.push_back(service);
  }
  return services;
}

}  // namespace

Expected<RunningStack> running_stack(Engine& engine, const std::string& project,
                                     std::chrono::system_clock::time_point now) {
  TRY_ASSIGN(const auto list, list_project_containers(engine, project));
  TRY_ASSIGN(const auto containers, project_containers(engine, project));
  TRY_ASSIGN(auto images, images_of(engine, containers));
  return RunningStack{
      compose_ps_json(list, now), std::move(images), services_of(containers), {}, list.empty()};
}

}  // namespace slipway
