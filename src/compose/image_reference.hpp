// Names of container images, with the grammar and the short forms of github.com/distribution/reference.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "util/error.hpp"

namespace slipway {

/// Where an image lives, normalised: `nginx` is {docker.io, library/nginx}. Two spellings of one repository
/// compare equal.
struct Repository {
  std::string domain;  // with its port: "127.0.0.1:5000"
  std::string path;

  bool operator==(const Repository& other) const { return domain == other.domain && path == other.path; }
};

/// Reads a repository without tag or digest. What stands before the first slash is a registry when it has a
/// dot, a colon or an upper-case letter, or is `localhost`. Nullopt when it is no repository.
std::optional<Repository> parse_repository(std::string_view text);

/// An image as it is written in a compose file, cut in two; the spelling is kept.
struct WrittenImage {
  std::string repository;  // "127.0.0.1:5000/framework"
  std::string suffix;      // ":v1", "@sha256:…", ":${TAG:-latest}", or nothing
};

/// Cuts where the tag or digest begins. An interpolation ($NAME, ${NAME…}, nested ones too) is never cut, and
/// a registry's port is no tag.
WrittenImage split_image(std::string_view image);

/// The position behind the interpolation that begins with the `$` at `at`: `$NAME`, `${…}` with what is
/// nested in it, or `$$`.
std::size_t interpolation_end(std::string_view text, std::size_t at);

/// Whether a variable's name may have it: ASCII letters, digits, `_`.
bool is_variable_character(char c);

/// Whether `suffix` is one that a reference can have: nothing, `:tag`, `@digest` or both; an interpolation in
/// it may be anything.
bool is_image_suffix(std::string_view suffix);

/// The repository that an option names. Fails with what to write instead when a tag or digest is in it.
Expected<Repository> repository_option(const std::string& image);

/// `:tag`, `@digest` or both, to be put behind a repository. Fails when neither is given or one breaks the
/// grammar.
Expected<std::string> image_suffix(const std::optional<std::string>& tag,
                                   const std::optional<std::string>& digest);

}  // namespace slipway
