#include <algorithm>

#include "ansible/plain_values.hpp"
#include "compose/command.hpp"
#include "release/name.hpp"
#include "stack/recorded_set.hpp"
#include "stack_restore/stack_restore.hpp"

namespace slipway::stack_restore {
namespace {

void warn_of_unknown_files(const Args& args, const Path& project_src, const StackState& set, Files& files,
                           Plan& plan) {
  for (const auto& file : args.files) {
    const std::string path = recorded_path(project_src, by_stack_folder(files, project_src, file));
    if (std::none_of(set.files.begin(), set.files.end(),
                     [&](const RecordedFile& recorded) { return recorded.path == path; }))
      plan.warnings.push_back("release '" + plan.release + "' has no '" + path +
                              "' on record; the file stays as it is");
  }
}

Expected<void> plan_images(const Args& args, Plan& plan, System& system) {
  if (args.images == "leave") return {};
  TRY_ASSIGN(const auto variables, ansible::plain_values(args.environment, "environment"));
  plan.environment = compose_environment(system.environment, {variables.begin(), variables.end()});
  TRY_ASSIGN(const auto engine, system.engines.at("", plan.environment, Engines::any_time));
  TRY_ASSIGN(plan.images, plan_image_restore(plan.release, plan.recorded_images, args.registries,
                                             plan.environment, *engine, system));
  plan.images_come_back = args.images == "restore";
  const std::string lost = lost_images(*plan.images);
  return lost.empty() ? Expected<void>() : fail(lost);
}

}  // namespace

Expected<Plan> plan(const Args& args, System& system) {
  Plan plan;
  TRY_ASSIGN(plan.release, release_name(args.name));
  TRY_ASSIGN(const ReleaseFolder folder, read_releases(system.files, args.backups_path));
  TRY_ASSIGN(const Release release,
             find_recorded(folder, args.backups_path, args.project_name, plan.release));
  TRY_ASSIGN(const FileSet to, file_set(args.to));
  TRY_ASSIGN(const StackState set, recorded_set(release, to));
  Path project_src = args.project_src;
  if (!project_src.is_absolute()) {
    TRY_ASSIGN(project_src, system.files.resolve(project_src));
  }
  plan.recorded_images = set.images;
  plan.compose_files = compose_files_of(folder, release, to);
  TRY_ASSIGN(plan.files, plan_file_restore(release, to, args.backups_path, project_src, system));
  warn_of_unknown_files(args, project_src, set, system.files, plan);
  TRY(plan_images(args, plan, system));
  return plan;
}

}  // namespace slipway::stack_restore
