#include "stack/command_containers.hpp"

#include <optional>

#include "engine/removal.hpp"

namespace slipway {
namespace {

constexpr std::chrono::seconds patience{10};

}  // namespace

Expected<std::vector<std::string>> remove_command_containers(Engine& engine, const std::string& project) {
  TRY_ASSIGN(const auto containers, labelled_containers(engine, command_label, project));
  std::vector<std::string> names;
  std::optional<Error> first;
  for (const auto& container : containers) {
    const auto removed = remove_container(engine, container, patience);
    if (!removed && !first) first = removed.error();
    names.push_back(container.name);
  }
  if (first) return tl::unexpected(*first);
  return names;
}

}  // namespace slipway
