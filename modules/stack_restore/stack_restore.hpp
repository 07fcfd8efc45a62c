// stack_restore: brings the files of a recorded release back, and its images when it is told to.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ansible/module.hpp"
#include "release/claim.hpp"
#include "stack/file_restore.hpp"
#include "stack/image_restore.hpp"
#include "stack/release_step.hpp"

namespace slipway::stack_restore {

struct Args {
  Path project_src;
  std::vector<Path> files;
  Path backups_path;
  std::string name;
  std::string to = "deployed";
  std::optional<std::string> project_name{};
  std::string images = "leave";
  std::vector<RegistryLogin> registries{};
  ansible::Json environment = ansible::Json::object();
  std::optional<ReleaseClaim> release{};
  std::string words = "module";
};

struct Plan {
  std::string release;
  std::vector<ReleaseImage> recorded_images;
  std::vector<std::string> compose_files;  // with which that set of files ran
  FileRestore files;
  std::optional<ImageRestore> images;  // nullopt: they are left alone
  bool images_come_back = false;       // not only looked for
  Environment environment;             // of the engine, and of the user's Docker client
  std::vector<std::string> warnings;
};

/// Reads the record, verifies every checksum, compares with the stack, and asks the engine for the images.
/// Errors: no such release, one that was never deployed, another project's, a record that does not match its
/// checksums, a file of the stack that cannot be read, or that could not be written; an image that nobody can
/// be asked for.
Expected<Plan> plan(const Args& args, System& system);

/// The images first, so that nothing is written when one cannot be had; then the files.
Expected<void> apply(Plan& plan, System& system);

ansible::Result report(const Plan& plan);

ansible::Module<Args, StepPlan<Plan>> module();

}  // namespace slipway::stack_restore
