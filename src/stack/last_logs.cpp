#include "stack/last_logs.hpp"

namespace slipway {

Expected<std::string> last_logs(Engine& engine, const std::string& project, long lines) {
  TRY_ASSIGN(const auto containers, project_containers(engine, project));
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
