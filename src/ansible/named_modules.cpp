#include "ansible/named_modules.hpp"

#include <algorithm>
#include <iostream>
#include <string_view>

namespace slipway::ansible {
namespace {

constexpr std::string_view ansibles_prefix = "AnsiballZ_";

const NamedModule* module_called(const std::vector<NamedModule>& modules, std::string_view word) {
  word.remove_prefix(word.rfind('/') == std::string_view::npos ? 0 : word.rfind('/') + 1);
  if (word.starts_with(ansibles_prefix)) word.remove_prefix(ansibles_prefix.size());
  const auto found =
      std::find_if(modules.begin(), modules.end(), [&](const NamedModule& one) { return one.name == word; });
  return found == modules.end() ? nullptr : &*found;
}

std::string usage(const std::vector<NamedModule>& modules) {
  std::string text =
      "slipway MODULE FILE runs a module with the options in FILE, a JSON object, or in standard input (-); "
      "slipway MODULE --help explains them. The modules:\n";
  for (const auto& one : modules) text += "  " + one.name + '\n';
  return text;
}

}  // namespace

int run_called(const std::vector<NamedModule>& modules, int argc, char** argv, System& system) {
  for (int word = 0; word < std::min(argc, 2); ++word)
    if (const auto* module = module_called(modules, argv[word]))
      return module->run(argc - word, argv + word, system);
  const bool asked = argc == 2 && argv[1] == std::string_view("--help");
  (asked ? std::cout : std::cerr) << usage(modules);
  return asked ? 0 : 2;
}

}  // namespace slipway::ansible
