// A stack's env file as a task describes it, rendered from its template and the values given for it. Shared
// by the module that writes it and the one that previews what it would change.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "env_file/options.hpp"
#include "env_file/supply.hpp"
#include "system/system.hpp"
#include "util/wipe.hpp"

namespace slipway::env_file {

inline constexpr std::uint64_t largest_env_file = 4U << 20U;  // bytes; one of a thousand keys has a tenth

/// A value that goes into a file of its own.
struct SecretFile {
  std::string key;
  std::string given;  // the path as the env file has it
  Path path;          // one that is relative stands beside the env file
  SecretText content;
  bool changed = false;  // for the one who writes it
};

/// What stays of the file that stands there. Its values and comments are as secret as what an older run left.
struct KeptLines {
  std::set<std::string> keys;
  std::set<std::string> doubtful;  // those of them that may be pieces of a value: not to be shown
  // The text without what is kept, whose comments are the template's; nullopt: nothing is kept.
  std::optional<std::string> own_text;
};

struct Rendered {
  std::string text;  // the whole file
  Supply supply;     // what was given for it
  std::vector<SecretFile> secret_files;
  KeptLines kept;
  std::vector<std::string> secrets;   // not to be shown
  std::vector<std::string> warnings;  // in the module's words

  Rendered() = default;
  Rendered(Rendered&&) = default;
  Rendered& operator=(Rendered&&) = default;
  Rendered(const Rendered&) = delete;
  Rendered& operator=(const Rendered&) = delete;
  ~Rendered();  // wipes what it holds of secrets
};

/// Renders the file that shall stand at `dest`, where `old` stands now, and writes nothing. Without a
/// template `old` acts as one when its lines stay: what is supplied is changed in its place, and what is not
/// there comes at the end. Errors: what the template, the values, the vault, the place of a secret file or
/// the lines of `old` that shall stay are wrong in, in one sentence without any value.
Expected<Rendered> render(const Options& options, const Path& dest, const std::optional<std::string>& old,
                          System& system);

}  // namespace slipway::env_file
