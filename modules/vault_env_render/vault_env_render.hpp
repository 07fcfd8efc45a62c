// Writes a stack's env file, and the files of its Docker secrets, from a template and the values given for
// it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ansible/module.hpp"
#include "system/file_operations.hpp"
#include "system/wipe.hpp"

namespace slipway::vault_env_render {

inline constexpr mode_t kModeOfSecretFile = 0400;
inline constexpr mode_t kModeOfSecretFolder = 0700;

/// A value that goes into a file of its own.
struct SecretFile {
  std::string key;
  std::string given;  // the path as the env file has it
  Path path;          // one that is relative stands beside the env file
  SecretText content;
  bool changed = false;
};

struct Args {
  Path dest;
  std::optional<Path> template_file;
  std::optional<std::string> template_content;
  ansible::Json values = ansible::Json::object();
  ansible::Json secrets = ansible::Json::object();
  std::vector<Path> vault_file;
  std::optional<std::string> vault_password;
  std::optional<Path> vault_password_file;
  ansible::Json vault_map = ansible::Json::object();
  ansible::Json secret_files = ansible::Json::object();
  std::vector<std::string> required;
  std::string undeclared;
  ansible::Raw mode;
  std::optional<std::string> owner;
  std::optional<std::string> group;
  bool backup = false;
};

struct Plan {
  Path dest;         // as it was given
  std::string text;  // the whole file
  FileAttributes attributes;
  bool changed = false;       // something changes
  bool dest_changed = false;  // `dest` does
  bool keeps_backup = false;  // a content that somebody may want back is replaced
  std::vector<std::string> keys;
  std::vector<std::string> secret_keys;
  std::vector<SecretFile> secret_files;
  FileAttributes secret_file_attributes;
  std::vector<Path> folders;  // to be made for them, outermost first
  std::vector<ansible::Diff> diff;
  std::vector<std::string> secrets;  // not to be shown
  std::optional<Path> backup_file;   // set by apply

  Plan() = default;
  Plan(Plan&&) = default;
  Plan& operator=(Plan&&) = default;
  Plan(const Plan&) = delete;
  Plan& operator=(const Plan&) = delete;
  ~Plan();  // wipes what it holds of secrets
};

/// Renders the files and compares them with what stands there. Errors: what the template, the values, the
/// vault or the place of a file are wrong in, in one sentence without any value.
Expected<Plan> plan(const Args& args, System& system);

/// Writes all files beside their places first, and then puts each in place in one step: those of secrets, and
/// `dest` last. A backup of it is kept before that when one is wanted.
Expected<void> apply(Plan& plan, System& system);

ansible::Result report(const Plan& plan);

ansible::Module<Args, Plan> module();

}  // namespace slipway::vault_env_render
