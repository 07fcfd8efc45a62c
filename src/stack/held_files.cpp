#include "stack/held_files.hpp"

#include "compose/env_files.hpp"

namespace slipway {
namespace {

/// What Compose makes of those paths in which it has something to fill in, by what is written.
Expected<std::map<std::string, std::string>> filled_in(const std::string& text, const HeldFiles& held,
                                                       const ComposeConfig& compose) {
  TRY_ASSIGN(auto paths, env_file_paths(text));
  std::erase_if(paths, [](const auto& path) { return path.find('$') == std::string::npos; });
  std::map<std::string, std::string> found;
  if (paths.empty()) return found;
  TRY_ASSIGN(const auto filled, compose.filled_in(held.project, held.env_file, paths));
  for (std::size_t i = 0; i < paths.size(); ++i) found[paths[i]] = filled[i];
  return found;
}

Expected<std::string> redirected(const std::string& text, const HeldFiles& held, const ComposeConfig& compose,
                                 const EnvFileFinder& finder) {
  TRY_ASSIGN(const auto filled, filled_in(text, held, compose));
  const auto leads_there = [&](std::string_view written) {
    const auto found = filled.find(std::string(written));
    return finder.leads_there(found == filled.end() ? std::string(written) : found->second,
                              held.project.project_src);
  };
  return redirect_env_files(text, leads_there, held.env_file->string());
}

void replace_all(std::string& text, const std::string& what, const std::string& with) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
    text.replace(at, what.size(), with);
}

}  // namespace

std::vector<std::string> HeldFiles::with_env_file(std::vector<std::string> arguments) const {
  if (env_file) arguments.insert(arguments.begin(), {"--env-file", env_file->string()});
  return arguments;
}

std::string in_own_names(std::string text, const HeldFiles& held, const ComposeProject& project) {
  for (std::size_t i = 0; i < held.project.files.size(); ++i)
    replace_all(text, held.project.files[i].string(), project.files[i].string());
  if (held.env_file) replace_all(text, held.env_file->string(), ".env");
  return text;
}

Expected<HeldFiles> hold_files(const FutureFiles& files, const ComposeProject& project,
                               const ComposeConfig& compose, const EnvFileFinder& finder, System& system) {
  HeldFiles held{{}, project, std::nullopt};
  held.project.files.clear();
  if (files.env_file) {
    TRY_ASSIGN(auto text, system.processes.hold(*files.env_file));
    held.env_file = text->path();
    held.texts.push_back(std::move(text));
  }
  for (std::size_t i = 0; i < files.compose_files.size(); ++i) {
    std::string text = files.compose_files[i];
    if (held.env_file) {
      auto other = redirected(text, held, compose, finder);
      if (!other) return fail_while(project.files[i].string(), other.error());
      text = std::move(*other);
    }
    TRY_ASSIGN(auto one, system.processes.hold(text));
    held.project.files.push_back(one->path());
    held.texts.push_back(std::move(one));
  }
  return held;
}

}  // namespace slipway
