#include "swarm/running.hpp"

#include <nlohmann/json.hpp>

#include "compose/image_reference.hpp"
#include "swarm/membership.hpp"
#include "swarm/services.hpp"
#include "swarm/tasks.hpp"
#include "util/sha256.hpp"

namespace slipway {
namespace {

using nlohmann::json;

constexpr std::size_t digits_of_hash = 16;

/// "registry:5000/app:v1@sha256:…" is recorded as the compose file has it, with its digest beside.
Expected<ReleaseImage> image_of(const SwarmService& service, Engine& engine) {
  const auto at = service.image.find('@');
  ReleaseImage image{service.name, service.image.substr(0, at), "", {}};
  std::string known = image.reference;
  if (at != std::string::npos) {
    known = split_image(image.reference).repository + service.image.substr(at);
    image.digests.push_back(known);
  }
  TRY_ASSIGN(const auto there, inspect_image(engine, known));
  if (there) image.id = there->id;
  return image;
}

const SwarmService* service_of(const SwarmTask& task, const std::vector<SwarmService>& services) {
  for (const auto& service : services)
    if (service.id == task.service) return &service;
  return nullptr;
}

std::string task_name(const SwarmTask& task, const SwarmService& service) {
  return service.name + "." + (task.slot != 0 ? std::to_string(task.slot) : task.node);
}

std::string tasks_json(const std::vector<SwarmTask>& tasks, const std::vector<SwarmService>& services) {
  json list = json::array();
  for (const auto& task : tasks)
    if (const auto* service = service_of(task, services); service != nullptr && task.desired == "running")
      list.push_back({{"ID", task.id},
                      {"Name", task_name(task, *service)},
                      {"Service", service->name},
                      {"Image", service->image},
                      {"State", task.state},
                      {"Node", task.node},
                      {"CreatedAt", task.created}});
  return list.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

}  // namespace

std::string specification_hash(const std::string& spec) {
  return sha256_hex(spec).substr(0, digits_of_hash);
}

Expected<RunningStack> running_in_swarm(Engine& engine, const std::string& stack) {
  TRY(check_manages(engine));
  TRY_ASSIGN(const auto services, stack_services(engine, stack));
  TRY_ASSIGN(const auto tasks, stack_tasks(engine, stack));
  RunningStack running;
  running.containers_json = tasks_json(tasks, services);
  running.empty = services.empty();
  for (const auto& service : services) {
    TRY_ASSIGN(auto image, image_of(service, engine));
    running.images.push_back(std::move(image));
    running.services.push_back({service.name, specification_hash(service.spec)});
    running.objects.insert(running.objects.end(), service.objects.begin(), service.objects.end());
  }
  return running;
}

Expected<std::string> last_task_logs(Engine& engine, const std::string& stack, long lines) {
  TRY_ASSIGN(const auto services, stack_services(engine, stack));
  TRY_ASSIGN(const auto tasks, stack_tasks(engine, stack));
  std::string text;
  for (const auto& task : tasks) {
    const auto* service = service_of(task, services);
    if (service == nullptr) continue;
    const auto log = task_log_tail(engine, task.id, lines);
    text += (text.empty() ? "==> " : "\n==> ") + task_name(task, *service) + " " + task.id + " <==\n";
    text += log ? *log : "(" + log.error().message + ")";
    if (text.back() != '\n') text += '\n';
  }
  return text;
}

}  // namespace slipway
