#include "compose_image_rewrite/missing.hpp"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "util/excerpt.hpp"

namespace slipway::compose_image_rewrite {
namespace {

// The images with the services that get them: "nginx:1.25 (web), redis:7 (cache)".
std::string images_found(const StackRewrite& rewrite) {
  std::vector<std::string> images;
  std::unordered_map<std::string, std::vector<std::string>> services_of;
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

std::string quoted(const std::vector<std::string>& names) {
  std::vector<std::string> all;
  for (const auto& name : names) all.push_back("'" + name + "'");
  return some_of(all);
}

/// The first ten of some sentences, and how many there are besides.
std::string together(const std::vector<std::string>& sentences) {
  constexpr std::size_t most = 10;
  std::string text;
  for (std::size_t i = 0; i < sentences.size() && i < most; ++i) text += (i == 0 ? "" : "; ") + sentences[i];
  if (sentences.size() > most) text += " and " + std::to_string(sentences.size() - most) + " more";
  return text;
}

bool names_service(const ImageOption& wanted, const std::string& service) {
  return wanted.services &&
         std::find(wanted.services->begin(), wanted.services->end(), service) != wanted.services->end();
}

/// "the image 'a'", "the images 'a' (for 'web'), 'b'"
std::string in_words(const std::vector<const ImageOption*>& images) {
  std::vector<std::string> names;
  for (const auto* one : images)
    names.push_back("'" + one->image + "'" +
                    (images.size() > 1 && one->services ? " (for " + quoted(*one->services) + ")" : ""));
  return (images.size() == 1 ? "the image " : "the images ") + some_of(names);
}

std::string files_elsewhere(const StackRewrite& rewrite) {
  std::vector<std::string> files;
  for (const auto& one : rewrite.elsewhere) files.push_back(one.what);
  if (files.empty()) return "";
  return ". Files that are not listed in `files` are not looked at: " + together(files) +
         "; if one of them has the image, list it";
}

std::vector<std::string> reasons(const StackRewrite& rewrite, std::size_t change) {
  std::vector<std::string> all;
  for (const auto& one : rewrite.outcomes[change].unreached) all.push_back(one.why);
  return all;
}

Expected<void> require_every_image(const Args& args, const std::vector<ImageOption>& wanted,
                                   const StackRewrite& rewrite) {
  std::vector<const ImageOption*> unused;
  std::vector<std::string> hidden;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (rewrite.outcomes[i].is_used) continue;
    unused.push_back(&wanted[i]);
    for (auto& why : reasons(rewrite, i)) hidden.push_back(std::move(why));
  }
  if (unused.empty()) return {};
  const bool some = unused.size() == 1 && unused.front()->services;
  return fail("no service" + std::string(some ? " among `services`" : "") + " in " +
              listed(full_paths(args)) + " uses " + in_words(unused) +
              "; there is: " + images_found(rewrite) + (hidden.empty() ? "" : "; " + together(hidden)) +
              files_elsewhere(rewrite) + ". Correct `image`, or set `missing: ok`");
}

// A service that is named must get what is changed for it.
Expected<void> require_reach(const std::vector<ImageOption>& wanted, const StackRewrite& rewrite) {
  std::vector<std::string> hidden;
  for (std::size_t i = 0; i < wanted.size(); ++i)
    for (const auto& one : rewrite.outcomes[i].unreached)
      if (names_service(wanted[i], one.service)) hidden.push_back(one.why);
  if (hidden.empty()) return {};
  return fail(together(hidden) + "; correct that file, or leave the service out of `services`");
}

std::vector<std::string> unknown_services(const Args& args, const std::vector<ImageOption>& wanted,
                                          const StackRewrite& rewrite) {
  const std::unordered_set<std::string> known(rewrite.services.begin(), rewrite.services.end());
  std::vector<std::string> unknown;
  for (const auto& one : wanted)
    for (const auto& name : one.services.value_or(std::vector<std::string>{}))
      if (known.count(name) == 0) unknown.push_back("'" + name + "'");
  if (unknown.empty()) return {};
  return {"services: there is no service " + some_of(unknown) + " in " + listed(full_paths(args))};
}

}  // namespace

std::vector<Path> full_paths(const Args& args) {
  std::vector<Path> paths;
  for (const auto& file : args.files)
    paths.push_back(file.is_absolute() || !args.project_src ? file : *args.project_src / file);
  return paths;
}

Expected<void> require_use(const Args& args, const std::vector<ImageOption>& wanted,
                           const StackRewrite& rewrite) {
  if (args.missing == "ok") return {};
  TRY(require_every_image(args, wanted, rewrite));
  return require_reach(wanted, rewrite);
}

std::vector<std::string> warnings_about_use(const Args& args, const std::vector<ImageOption>& wanted,
                                            const StackRewrite& rewrite) {
  auto warnings = unknown_services(args, wanted, rewrite);
  std::vector<std::string> hidden;
  for (std::size_t i = 0; i < wanted.size(); ++i)
    for (auto& why : reasons(rewrite, i)) hidden.push_back(std::move(why));
  if (!hidden.empty()) warnings.push_back(together(hidden) + "; these stay as they are");
  std::vector<std::string> extended;
  for (const auto& one : rewrite.elsewhere)
    if (std::any_of(wanted.begin(), wanted.end(),
                    [&](const auto& image) { return names_service(image, one.service); }))
      extended.push_back(one.what);
  if (!extended.empty())
    warnings.push_back(together(extended) +
                       ": its image is not looked at; list that file in `files` as well");
  return warnings;
}

}  // namespace slipway::compose_image_rewrite
