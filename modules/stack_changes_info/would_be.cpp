#include "stack_changes_info/would_be.hpp"

#include "compose/rewrite.hpp"
#include "compose/tree.hpp"
#include "system/file_operations.hpp"

namespace slipway::stack_changes_info {
namespace {

bool gives_an_env_file(const Args& args) {
  return args.template_file || args.template_content || !args.values.empty() || !args.secrets.empty() ||
         !args.vault_map.empty() || !args.vault_file.empty() || !args.secret_files.empty();
}

Expected<std::optional<ImageChange>> wanted_change(const Args& args) {
  if (!args.image) {
    if (args.tag || args.digest) return fail("a tag or digest is given without image; name its repository");
    return std::nullopt;
  }
  TRY_ASSIGN(auto repository, repository_option(*args.image));
  TRY_ASSIGN(auto suffix, image_suffix(args.tag, args.digest));
  return ImageChange{std::move(repository), std::move(suffix), std::nullopt};
}

Expected<std::string> compose_file(const Path& path, const std::optional<ImageChange>& change, Files& files) {
  TRY_ASSIGN(std::string text, read_at_most(files, path, largest_compose_file, "compose file"));
  if (!change) return text;
  auto rewrite = rewrite_images(text, *change);
  if (!rewrite) return fail_while(path.string(), rewrite.error());
  return rewrite->replacements.empty() ? std::move(text) : std::move(rewrite->text);
}

}  // namespace

Path env_file_of(const Args& args) {
  return args.project_src / ".env";
}

Expected<WouldBe> would_be(const Args& args, System& system) {
  if (args.files.empty()) return fail("files: name at least one compose file");
  TRY_ASSIGN(const auto change, wanted_change(args));
  WouldBe files;
  if (gives_an_env_file(args)) {
    TRY_ASSIGN(const auto old, read_if_present(system.files, env_file_of(args)));
    TRY_ASSIGN(auto rendered, env_file::render(args, env_file_of(args), old, system));
    files.env_file = std::move(rendered.text);
    files.secrets = std::move(rendered.secrets);
  }
  for (const auto& file : args.files) {
    TRY_ASSIGN(std::string text,
               compose_file(file.is_absolute() ? file : args.project_src / file, change, system.files));
    files.compose_files.push_back(std::move(text));
  }
  return files;
}

}  // namespace slipway::stack_changes_info
