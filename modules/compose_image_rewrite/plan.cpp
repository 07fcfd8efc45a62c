#include <algorithm>

#include "compose/tree.hpp"
#include "compose_image_rewrite/missing.hpp"
#include "system/write_checks.hpp"
#include "util/foreign.hpp"

namespace slipway::compose_image_rewrite {
namespace {

Expected<Path> resolve(Files& files, const Path& path) {
  auto resolved = files.resolve(path);
  if (resolved) return resolved;
  const auto here = files.status(path);
  if (here && *here && (*here)->kind == FileKind::symlink)
    return fail("it is a link, and there is no file where it leads", resolved.error().os_error);
  if (resolved.error().os_error == ENOENT) return fail("its folder does not exist", ENOENT);
  return resolved;
}

Expected<std::string> read_compose_file(Files& files, const Path& resolved) {
  TRY_ASSIGN(const auto status, files.status(resolved));
  if (!status) return fail("there is no such file", ENOENT);
  if (status->kind == FileKind::directory) return fail("it is a folder; name the file in it", EISDIR);
  if (status->kind != FileKind::regular) return fail("it is no regular file", EINVAL);
  if (status->size > largest_compose_file)
    return fail("it is larger than " + std::to_string(largest_compose_file >> 20U) +
                " MiB, which no compose file is; name the right file");
  return files.read(resolved);
}

/// The files, each once: one that is named twice, or through a link as well, stands where Compose reads it
/// last.
Expected<ComposeStack> read_files(const Args& args, Files& files) {
  const auto paths = full_paths(args);
  std::vector<ComposeFile> read;
  std::map<Path, std::size_t> last;  // where it is named last, by its resolved path
  for (std::size_t i = 0; i < paths.size(); ++i) {
    auto resolved = resolve(files, paths[i]);
    if (!resolved) return fail_while(paths[i].string(), resolved.error());
    const auto [known, is_new] = last.try_emplace(*resolved, i);
    known->second = i;
    if (!is_new) continue;
    auto text = read_compose_file(files, *resolved);
    if (!text) return fail_while(paths[i].string(), text.error());
    read.push_back({paths[i], std::move(*resolved), std::move(*text)});
  }
  std::sort(read.begin(), read.end(), [&last](const auto& one, const auto& other) {
    return last.at(one.resolved) < last.at(other.resolved);
  });
  return ComposeStack{args.project_src.value_or(paths.front().parent_path()), std::move(read)};
}

std::vector<ImageOption> wanted_images(const Args& args) {
  if (!args.image) return args.images;
  return {{*args.image, args.tag, args.digest, args.services}};
}

Expected<std::vector<ImageChange>> wanted_changes(const Args& args) {
  if (!args.image) return image_changes(args.images);
  TRY_ASSIGN(auto change, image_change(wanted_images(args).front()));
  return std::vector<ImageChange>{std::move(change)};
}

Interpolated interpolated(const Args& args) {
  if (args.interpolated == "variable") return Interpolated::variable;
  return args.interpolated == "fail" ? Interpolated::fail : Interpolated::replace;
}

}  // namespace

Expected<Plan> plan(const Args& args, System& system) {
  TRY_ASSIGN(const auto changes, wanted_changes(args));
  if (args.files.empty()) return fail("files: name at least one compose file");
  TRY_ASSIGN(ComposeStack stack, read_files(args, system.files));
  TRY_ASSIGN(StackRewrite rewrite, rewrite_images(stack, changes, interpolated(args)));
  const auto wanted = wanted_images(args);
  TRY(require_use(args, wanted, rewrite));
  Plan plan;
  plan.backup = args.backup;
  for (std::size_t i = 0; i < stack.files.size(); ++i)
    if (auto& [text, replacements] = rewrite.files[i]; !replacements.empty())
      plan.changes.push_back(
          {stack.files[i].name, std::move(stack.files[i].text), std::move(text), std::move(replacements)});
  plan.variables = std::move(rewrite.variables);
  plan.warnings = warnings_about_use(args, wanted, rewrite);
  for (auto& warning : rewrite.warnings) plan.warnings.push_back(std::move(warning));
  for (const auto& rewritten : plan.changes) TRY(check_can_write(system, rewritten.path));
  return plan;
}

}  // namespace slipway::compose_image_rewrite
