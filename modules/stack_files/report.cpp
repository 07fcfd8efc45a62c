#include "stack_files/stack_files.hpp"
#include "system/file_mode.hpp"

namespace slipway::stack_files {

using ansible::Json;

ansible::Result report(const Plan& plan) {
  ansible::Result result;
  Json placed = Json::array();
  Json folders = Json::array();
  for (const auto& file : plan.files) {
    if (!file.missing) continue;
    const std::string name = file.shown.string();
    placed.push_back(name);
    result.diff.push_back({name, name, "",
                           "(content not shown: " + std::to_string(file.wanted.content.size()) +
                               " bytes, mode " + file_mode_text(file.wanted.mode) + ")\n"});
  }
  for (const auto& folder : plan.folders) folders.push_back(folder.string());
  result.changed = !placed.empty() || !folders.empty();
  result.values = {{"placed", std::move(placed)}, {"folders", std::move(folders)}};
  result.warnings = plan.warnings;
  return result;
}

}  // namespace slipway::stack_files
