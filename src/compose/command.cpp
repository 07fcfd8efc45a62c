#include "compose/command.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <iterator>
#include <string_view>

namespace slipway {
namespace {

std::string lower_case(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  return text;
}

bool is_proxy(const std::string& name) {
  static constexpr std::array<std::string_view, 5> proxies{"http_proxy", "https_proxy", "ftp_proxy",
                                                           "no_proxy", "all_proxy"};
  return std::find(proxies.begin(), proxies.end(), lower_case(name)) != proxies.end();
}

bool is_kept(const std::string& name) {
  return name == "PATH" || name == "HOME" || name.starts_with("DOCKER_") || is_proxy(name);
}

bool is_letter_or_digit(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9');
}

}  // namespace

Environment compose_environment(const Environment& own, const Environment& extra) {
  Environment kept = extra;
  for (const auto& [name, value] : own)
    if (is_kept(name)) kept.emplace(name, value);
  return kept;
}

Command compose_command(const ComposeProject& project, const Environment& own,
                        std::vector<std::string> arguments) {
  Command command;
  command.argv = {"docker", "compose", "--project-directory", project.project_src.string()};
  for (const auto& file : project.files) command.argv.insert(command.argv.end(), {"-f", file.string()});
  if (project.name) command.argv.insert(command.argv.end(), {"-p", *project.name});
  std::move(arguments.begin(), arguments.end(), std::back_inserter(command.argv));
  command.environment = compose_environment(own, project.extra);
  command.folder = project.project_src;
  return command;
}

std::string default_project_name(const Path& project_src) {
  const Path folder = project_src.lexically_normal();
  const Path own_name = folder.filename_is_dot() ? folder.parent_path().filename() : folder.filename();
  std::string name;
  for (const char letter : lower_case(own_name.string()))
    if (is_letter_or_digit(letter) || ((letter == '-' || letter == '_') && !name.empty())) name += letter;
  return name;
}

}  // namespace slipway
