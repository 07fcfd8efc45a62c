#include "stack_backup/contents.hpp"

#include "release/ending.hpp"

namespace slipway::stack_backup {

std::vector<std::string> compose_files_on_record(const ComposeProject& project) {
  std::vector<std::string> paths;
  for (const auto& file : project.files) paths.push_back(recorded_path(project.project_src, file));
  return paths;
}

std::vector<ReleaseStep> noted_steps(Plan& plan, const std::string& name, Files& files) {
  auto steps = read_steps(files, plan.request.backups_path / name);
  if (steps) return std::move(*steps);
  plan.warnings.push_back("what the steps of release '" + name +
                          "' did is not in its record: " + steps.error().message);
  return {};
}

RecordContent no_steps_yet() {
  return {steps_file, "[]\n"};
}

std::vector<RecordContent> start_contents(const StackSnapshot& snapshot, const Metadata& metadata) {
  std::vector<RecordContent> contents = metadata_contents(metadata);
  contents.push_back({"current_containers.json", snapshot.running.containers_json});
  if (!snapshot.config.empty()) contents.push_back({"docker-compose-config.yml", snapshot.config});
  for (auto& copy : copies_below(to_text(FileSet::before), snapshot.files))
    contents.push_back(std::move(copy));
  return contents;
}

}  // namespace slipway::stack_backup
