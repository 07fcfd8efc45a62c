#include "stack/future_files.hpp"

#include "compose/tree.hpp"
#include "system/file_operations.hpp"

namespace slipway {
namespace {

Expected<std::vector<std::string>> compose_files(const ComposeProject& project,
                                                 const std::vector<ImageChange>& changes, Files& files) {
  ComposeStack stack{project.project_src, {}};
  for (const auto& file : project.files) {
    const Path path = file.is_absolute() ? file : project.project_src / file;
    TRY_ASSIGN(std::string text, read_at_most(files, path, largest_compose_file, "compose file"));
    stack.files.push_back({path, path, std::move(text)});
  }
  StackRewrite rewrite;
  if (!changes.empty()) {
    TRY_ASSIGN(rewrite, rewrite_images(stack, changes, Interpolated::replace));
  }
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < stack.files.size(); ++i) {
    const bool is_changed = !changes.empty() && !rewrite.files[i].replacements.empty();
    texts.push_back(std::move(is_changed ? rewrite.files[i].text : stack.files[i].text));
  }
  return texts;
}

}  // namespace

Path env_file_of(const ComposeProject& project) {
  return project.project_src / ".env";
}

Expected<FutureFiles> future_files(const ComposeProject& project, const std::vector<ImageChange>& images,
                                   const env_file::Options& env, System& system) {
  FutureFiles files;
  if (env.describe_a_file()) {
    TRY_ASSIGN(const auto old, read_if_present(system.files, env_file_of(project)));
    TRY_ASSIGN(auto rendered, env_file::render(env, env_file_of(project), old, system));
    files.env_file = std::move(rendered.text);
    files.secrets = std::move(rendered.secrets);
  }
  TRY_ASSIGN(files.compose_files, compose_files(project, images, system.files));
  return files;
}

}  // namespace slipway
