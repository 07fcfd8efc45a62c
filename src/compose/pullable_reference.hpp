// An image's reference as a registry is asked for it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "compose/image_reference.hpp"

namespace slipway {

struct PullableReference {
  Repository repository;
  std::string tag;     // "latest" when neither is written
  std::string digest;  // "sha256:…"; empty: none. With one, the tag says nothing

  bool operator==(const PullableReference&) const = default;

  /// "docker.io/library/nginx:1.25", "docker.io/library/nginx@sha256:…": any spelling of it as one, and as
  /// the engine knows it.
  std::string name() const;
};

/// nullopt for what no registry can be asked for: an image's id, an interpolation, no reference at all.
std::optional<PullableReference> parse_pullable(std::string_view image);

/// The server under which Docker's client and engine know the account of a registry
/// (docker/cli, ResolveAuthConfig): its host and port, but "https://index.docker.io/v1/" for docker.io.
std::string account_server(const std::string& domain);

/// The registry that a person means, as parse_repository names it: "https://registry.example.com/v2/" is
/// "registry.example.com"; "index.docker.io" and its like are "docker.io". nullopt when it is none.
std::optional<std::string> registry_of_url(std::string_view url);

}  // namespace slipway
