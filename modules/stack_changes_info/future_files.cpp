#include "stack_changes_info/future_files.hpp"

#include "compose/tree.hpp"
#include "system/file_operations.hpp"

namespace slipway::stack_changes_info {
namespace {

bool gives_an_env_file(const Args& args) {
  return args.template_file || args.template_content || !args.values.empty() || !args.secrets.empty() ||
         !args.vault_map.empty() || !args.vault_file.empty() || !args.secret_files.empty();
}

Expected<std::vector<ImageChange>> wanted_changes(const Args& args) {
  if (args.image) {
    TRY_ASSIGN(auto change, image_change({*args.image, args.tag, args.digest, std::nullopt}));
    return std::vector<ImageChange>{std::move(change)};
  }
  if (args.tag || args.digest) return fail("a tag or digest is given without image; name its repository");
  if (args.images.empty()) return std::vector<ImageChange>{};
  return image_changes(args.images);
}

Expected<std::vector<std::string>> compose_files(const Args& args, const std::vector<ImageChange>& changes,
                                                 Files& files) {
  ComposeStack stack{args.project_src, {}};
  for (const auto& file : args.files) {
    const Path path = file.is_absolute() ? file : args.project_src / file;
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

Path env_file_of(const Args& args) {
  return args.project_src / ".env";
}

Expected<FutureFiles> future_files(const Args& args, System& system) {
  if (args.files.empty()) return fail("files: name at least one compose file");
  TRY_ASSIGN(const auto changes, wanted_changes(args));
  FutureFiles files;
  if (gives_an_env_file(args)) {
    TRY_ASSIGN(const auto old, read_if_present(system.files, env_file_of(args)));
    TRY_ASSIGN(auto rendered, env_file::render(args, env_file_of(args), old, system));
    files.env_file = std::move(rendered.text);
    files.secrets = std::move(rendered.secrets);
  }
  TRY_ASSIGN(files.compose_files, compose_files(args, changes, system.files));
  return files;
}

}  // namespace slipway::stack_changes_info
