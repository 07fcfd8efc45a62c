// What becomes of the lines of the env file that stands there already (the option `existing`).
#pragma once

#include <optional>
#include <string>

#include "env_file/env_file.hpp"

namespace slipway::env_file {

enum class Existing { keep, drop, fail };

struct OldFile {
  Path path;
  const std::string& text;
};

/// The option's word. Left out: with a template, which says what the file holds, `drop`, else `keep`.
Existing existing_of(const Options& options);

/// Whether a value was given for it, for the env file or for a file of its own.
bool is_supplied(const std::string& key, const Rendered& made);

/// The file that stands there in place of a template, its lines in their places. Errors: Compose could not
/// read it, or a key stands twice in it.
Expected<void> start_from_existing(const OldFile& old, Rendered& made);

/// Decides about the statements of `old` whose keys are neither in the text that was made nor supplied: their
/// lines go behind it; or are given up, with a warning by key; or are an error by key. Nothing is said when
/// there are none. A name that may be a piece of a value is counted only.
Expected<void> decide_existing(Existing existing, const OldFile& old, Rendered& made);

}  // namespace slipway::env_file
