// A stack's env file as a task describes it, rendered from its template and the values given for it. Shared
// by the module that writes it and the one that foretells what it would change.
#pragma once

#include <string>
#include <vector>

#include "env_file/options.hpp"
#include "env_file/supply.hpp"
#include "system/system.hpp"
#include "util/wipe.hpp"

namespace slipway::env_file {

inline constexpr std::uint64_t kLargestEnvFile = 4U << 20U;  // bytes; one of a thousand keys has a tenth

/// A value that goes into a file of its own.
struct SecretFile {
  std::string key;
  std::string given;  // the path as the env file has it
  Path path;          // one that is relative stands beside the env file
  SecretText content;
  bool changed = false;  // for the one who writes it
};

struct Rendered {
  std::string text;  // the whole file
  Supply supply;     // what was given for it
  std::vector<SecretFile> secret_files;
  std::vector<std::string> secrets;  // not to be shown

  Rendered() = default;
  Rendered(Rendered&&) = default;
  Rendered& operator=(Rendered&&) = default;
  Rendered(const Rendered&) = delete;
  Rendered& operator=(const Rendered&) = delete;
  ~Rendered();  // wipes what it holds of secrets
};

/// Renders the file that shall stand at `dest`, and writes nothing. Errors: what the template, the values,
/// the vault or the place of a secret file are wrong in, in one sentence without any value.
Expected<Rendered> render(const Options& options, const Path& dest, System& system);

}  // namespace slipway::env_file
