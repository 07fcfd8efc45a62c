// Variables in the texts of compose files (Compose specification, interpolation).
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "util/error.hpp"

namespace slipway {

/// The names of all variables that a text uses, those nested in another's default as well. `$$` is none.
std::set<std::string> variables_in(std::string_view text);

/// The digest of an image's tag and digest, ":v1@sha256:…", without the `@`; empty: it has none.
std::string_view digest_in(std::string_view suffix);

/// The values by which `written`, the tag and digest of an image in a compose file (":v${TAG:-1}@$DIGEST"),
/// becomes `wanted` (":v2@sha256:…"): {{"TAG", "2"}, {"DIGEST", "sha256:…"}}. Fails with the reason when none
/// do: several variables in one tag, a literal that differs, a digest that would stay.
Expected<std::map<std::string, std::string>> variables_for(std::string_view written, std::string_view wanted);

}  // namespace slipway
