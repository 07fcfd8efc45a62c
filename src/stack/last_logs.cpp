#include "stack/last_logs.hpp"

#include "swarm/running.hpp"

namespace slipway {

Expected<std::string> last_logs(Engine& engine, const ComposeProject& project, long lines) {
  const std::string name = project.name.value_or("");
  if (project.is_on_swarm()) return last_task_logs(engine, name, lines);
  TRY_ASSIGN(const auto containers, project_containers(engine, name));
  std::string text;
  for (const auto& container : containers) {
    const auto log = container_log_tail(engine, container, lines);
    text += (text.empty() ? "==> " : "\n==> ") + container.name + " <==\n";
    text += log ? *log : "(" + log.error().message + ")";
    if (text.back() != '\n') text += '\n';
  }
  return text;
}

}  // namespace slipway
