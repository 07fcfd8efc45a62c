// Which paths in compose files lead to the stack's `.env`.
#pragma once

#include "compose/command.hpp"
#include "system/system.hpp"

namespace slipway {

/// Finds files as Compose does (compose-go, paths.ResolveRelativePaths): `~` is the home, a relative path
/// stands under a folder and loses its `..` before any link is followed; then the system follows links.
class EnvFileFinder {
 public:
  /// `environment`: of Compose, whose HOME counts.
  EnvFileFinder(const ComposeProject& project, const Environment& environment, Files& files);

  /// Whether `path`, in which no variable is left, leads to it. One that leads nowhere does not.
  bool leads_there(const std::string& path, const Path& folder) const;

 private:
  Path resolved(const Path& path) const;

  Files& files_;
  Path home_;
  Path env_file_;
};

}  // namespace slipway
