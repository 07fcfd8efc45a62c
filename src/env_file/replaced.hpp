// What a template does to values that stand in the env file already.
#pragma once

#include "env_file/existing.hpp"

namespace slipway::env_file {

/// Compares `old` with the text that was made from a template, key by key, leaving out what is supplied. A
/// value that gives way to another is a warning by key. One that gives way to nothing is an error when the
/// old lines shall stay, since a line such as `DB_PASSWORD=` in a template means that somebody has to give
/// it; else it is a warning. Nothing is said of an `old` that Compose could not read.
Expected<void> check_replaced(Existing existing, const OldFile& old, Rendered& made);

}  // namespace slipway::env_file
