// Writes a stack's env file from its template and the values given for it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ansible/module.hpp"
#include "system/file_operations.hpp"

namespace slipway::vault_env_render {

struct Args {
  Path dest;
  std::optional<Path> template_file;
  std::optional<std::string> template_content;
  ansible::Json values = ansible::Json::object();
  ansible::Json secrets = ansible::Json::object();
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
  bool changed = false;
  bool keeps_backup = false;  // a content that somebody may want back is replaced
  std::vector<std::string> keys;
  std::vector<std::string> secret_keys;
  std::vector<ansible::Diff> diff;
  std::optional<Path> backup_file;  // set by apply
};

/// Renders the file and compares it with what stands at `dest`. Errors: what the template, the values or the
/// place of the file are wrong in, in one sentence without any value.
Expected<Plan> plan(const Args& args, System& system);

/// Puts the file in place in one step, after a backup when one is wanted.
Expected<void> apply(Plan& plan, System& system);

ansible::Result report(const Plan& plan);

ansible::Module<Args, Plan> module();

}  // namespace slipway::vault_env_render
