// The module compose_image_rewrite: points the services of compose files at another tag or digest, touching
// nothing else in the files.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "ansible/module.hpp"
#include "compose/image_options.hpp"
#include "stack/release_step.hpp"

namespace slipway::compose_image_rewrite {

struct Args {
  std::vector<Path> files;
  std::optional<Path> project_src;
  std::optional<std::string> image;
  std::optional<std::string> tag;
  std::optional<std::string> digest;
  std::optional<std::vector<std::string>> services;
  std::vector<ImageOption> images;  // in place of the four above
  std::string interpolated;
  std::string missing;
  bool backup = false;
  std::optional<ReleaseClaim> release;
};

/// A file that is to change.
struct FileChange {
  Path path;  // as it was named, under project_src
  std::string before;
  std::string after;
  std::vector<ImageReplacement> replacements;
};

struct Plan {
  std::vector<FileChange> changes;
  std::map<std::string, std::string> variables;
  std::vector<std::string> warnings;
  bool backup = false;
  std::vector<Path> backup_files;  // filled by apply
};

/// Reads every file and decides. Fails on the first file that cannot be read or understood, and with
/// `missing: fail` when no chosen service gets an image, naming those that were found, or when a service that
/// is named would not get what is changed.
Expected<Plan> plan(const Args& args, System& system);

/// Writes all files or none: everything is staged before the first is put in place, and when one cannot be,
/// those before it are put back.
Expected<void> apply(Plan& plan, System& system);

ansible::Result report(const Plan& plan);

ansible::Module<Args, StepPlan<Plan>> module();

}  // namespace slipway::compose_image_rewrite
