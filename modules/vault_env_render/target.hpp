// The place where the env file goes: what stands there, and the mode and owner that it shall have.
#pragma once

#include <optional>
#include <string>

#include "system/system.hpp"
#include "vault_env_render/vault_env_render.hpp"

namespace slipway::vault_env_render {

struct Target {
  std::optional<FileStatus> status;    // of the file, a link to it followed; nullopt: there is none yet
  std::optional<std::string> content;  // the same
};

/// Looks at a file that shall be written; `option` is the one that names it. Errors: its folder is missing,
/// it is a folder or a broken link, it cannot be read, it is too large.
Expected<Target> look_at(const Path& dest, Files& files, const char* option);

/// Mode and owner from the options. A new file starts from 0600 when the mode is symbolic.
Expected<FileAttributes> wanted_attributes(const Args& args, const std::optional<FileStatus>& old,
                                           Users& users);

/// Warns when others than the owner could read the file that is there, and then no longer can.
void add_mode_warning(const Path& path, const Target& target, const FileAttributes& wanted,
                      std::vector<std::string>& warnings);

/// Adds mode and owner as they are and will be, when the file is there and they differ.
void add_attribute_difference(const std::string& name, const Target& target, const FileAttributes& wanted,
                              std::vector<ansible::Diff>& diff);

}  // namespace slipway::vault_env_render
