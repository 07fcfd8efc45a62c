#include <set>
#include <unordered_map>

#include "compose/tree.hpp"
#include "compose_image_rewrite/compose_image_rewrite.hpp"
#include "util/excerpt.hpp"
#include "util/foreign.hpp"

namespace slipway::compose_image_rewrite {
namespace {

std::vector<Path> full_paths(const Args& args) {
  std::vector<Path> paths;
  for (const auto& file : args.files)
    paths.push_back(file.is_absolute() || !args.project_src ? file : *args.project_src / file);
  return paths;
}

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

// The images of all files with the services that have them: "nginx:1.25 (web), redis:7 (cache)".
std::string images_found(const std::vector<ComposeRewrite>& rewrites) {
  std::vector<std::string> images;
  std::unordered_map<std::string, std::vector<std::string>> services_of;
  for (const auto& rewrite : rewrites)
    for (const auto& [image, services] : rewrite.images) {
      auto& all = services_of[image];
      if (all.empty()) images.push_back(image);
      all.insert(all.end(), services.begin(), services.end());
    }
  for (auto& image : images) image = excerpt(image) + " (" + some_of(services_of[image]) + ")";
  return images.empty() ? "no image at all" : some_of(images);
}

std::string listed(const std::vector<Path>& paths) {
  std::vector<std::string> names;
  for (const auto& path : paths) names.push_back(path.string());
  return some_of(names);
}

Expected<void> require_use(const Args& args, const std::vector<ComposeRewrite>& rewrites) {
  for (const auto& rewrite : rewrites)
    if (rewrite.uses_image) return {};
  if (args.missing == "ok") return {};
  return fail("no service" + std::string(args.services ? " among `services`" : "") + " in " +
              listed(full_paths(args)) + " uses the image '" + foreign(args.image) +
              "'; there is: " + images_found(rewrites) + ". Correct `image`, or set `missing: ok`");
}

std::vector<std::string> unknown_services(const Args& args, const std::vector<ComposeRewrite>& rewrites) {
  std::set<std::string> known;
  for (const auto& rewrite : rewrites) known.insert(rewrite.services.begin(), rewrite.services.end());
  std::vector<std::string> unknown;
  for (const auto& name : args.services.value_or(std::vector<std::string>{}))
    if (known.count(name) == 0) unknown.push_back("'" + foreign(name) + "'");
  if (unknown.empty()) return {};
  return {"services: there is no service " + some_of(unknown) + " in " + listed(full_paths(args))};
}

Expected<ImageChange> wanted_change(const Args& args) {
  TRY_ASSIGN(auto repository, repository_option(args.image));
  TRY_ASSIGN(auto suffix, image_suffix(args.tag, args.digest));
  return ImageChange{std::move(repository), std::move(suffix), args.services};
}

}  // namespace

Expected<Plan> plan(const Args& args, System& system) {
  TRY_ASSIGN(const ImageChange change, wanted_change(args));
  if (args.files.empty()) return fail("files: name at least one compose file");
  if (args.services && args.services->empty())
    return fail("services: the list is empty; leave the option out to mean all services");
  Plan plan;
  plan.backup = args.backup;
  std::vector<ComposeRewrite> rewrites;
  std::set<Path> seen;  // a file that is named twice, or through a link, is rewritten once
  for (const auto& path : full_paths(args)) {
    const auto resolved = resolve(system.files, path);
    if (!resolved) return fail_while(path.string(), resolved.error());
    if (!seen.insert(*resolved).second) continue;
    auto text = read_compose_file(system.files, *resolved);
    if (!text) return fail_while(path.string(), text.error());
    auto rewrite = rewrite_images(*text, change);
    if (!rewrite) return fail_while(path.string(), rewrite.error());
    if (!rewrite->replacements.empty())
      plan.changes.push_back(
          {path, std::move(*text), std::move(rewrite->text), std::move(rewrite->replacements)});
    rewrite->text = {};  // of ten thousand files only those that change are kept
    rewrites.push_back(std::move(*rewrite));
  }
  TRY(require_use(args, rewrites));
  plan.warnings = unknown_services(args, rewrites);
  return plan;
}

}  // namespace slipway::compose_image_rewrite
