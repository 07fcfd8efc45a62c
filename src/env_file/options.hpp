// What a task says of an env file.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ansible/json.hpp"
#include "system/files.hpp"

namespace slipway::env_file {

/// What the two modules are given alike; the lines of their tables stand in option_lines.hpp.
struct Options {
  std::optional<Path> template_file;
  std::optional<std::string> template_content;
  ansible::Json values = ansible::Json::object();
  ansible::Json extra_values = ansible::Json::object();
  ansible::Json secrets = ansible::Json::object();
  std::vector<Path> vault_file;
  std::optional<std::string> vault_password;
  std::optional<Path> vault_password_file;
  ansible::Json vault_map = ansible::Json::object();
  ansible::Json secret_files = ansible::Json::object();
  std::vector<std::string> required;
  std::string undeclared = "fail";
  std::optional<std::string> existing;  // existing.hpp says what it means when it is left out

  bool has_template() const { return template_file || template_content; }

  /// Whether they say anything that an env file would be made of.
  bool describe_a_file() const {
    return has_template() || !values.empty() || !extra_values.empty() || !secrets.empty() ||
           !vault_map.empty() || !vault_file.empty() || !secret_files.empty();
  }
};

}  // namespace slipway::env_file
