// Writes a stack's env file, and the files of its Docker secrets, from a template and the values given for
// it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ansible/module.hpp"
#include "env_file/env_file.hpp"
#include "stack/release_step.hpp"
#include "system/file_operations.hpp"

namespace slipway::vault_env_render {

inline constexpr mode_t mode_of_secret_file = 0400;
inline constexpr mode_t mode_of_secret_folder = 0700;

struct Args : env_file::Options {
  Path dest;
  ansible::Raw mode;
  std::optional<std::string> owner;
  std::optional<std::string> group;
  bool backup = false;
  std::optional<ReleaseClaim> release;
};

struct Plan {
  Path dest;  // as it was given
  env_file::Rendered rendered;
  FileAttributes attributes;
  bool changed = false;       // something changes
  bool dest_changed = false;  // `dest` does
  bool keeps_backup = false;  // a content that somebody may want back is replaced
  std::vector<std::string> keys;
  std::vector<std::string> secret_keys;
  FileAttributes secret_file_attributes;
  std::vector<Path> folders;  // to be made for the secret files, outermost first
  std::vector<ansible::Diff> diff;
  std::vector<std::string> warnings;
  std::optional<Path> backup_file;  // set by apply
};

/// Renders the files and compares them with what stands there. Errors: what the template, the values, the
/// vault or the place of a file are wrong in, in one sentence without any value.
Expected<Plan> plan(const Args& args, System& system);

/// Writes all files beside their places first, and then puts each in place in one step: those of secrets, and
/// `dest` last. A backup of it is kept before that when one is wanted.
Expected<void> apply(Plan& plan, System& system);

ansible::Result report(const Plan& plan);

ansible::Module<Args, StepPlan<Plan>> module();

}  // namespace slipway::vault_env_render
