#include "env_file/hidden_texts.hpp"

#include <algorithm>

#include "dotenv/dotenv.hpp"
#include "system/file_operations.hpp"

namespace slipway::env_file {

Expected<std::vector<std::string>> texts_to_hide(const MaskOptions& options, Files& files) {
  std::vector<std::string> texts = options.mask;
  if (options.mask_env_file) {
    TRY_ASSIGN(const auto text, read_if_present(files, *options.mask_env_file));
    const std::string content = text.value_or("");
    const auto entries = parse_dotenv(content);
    if (!entries)
      return fail_while("mask_env_file '" + options.mask_env_file->string() + "'", entries.error());
    for (const auto& entry : *entries)
      if (std::count(options.mask_keys.begin(), options.mask_keys.end(), entry.key) > 0)
        texts.push_back(dotenv_value(content, entry));
  }
  for (const auto& path : options.mask_files) {
    TRY_ASSIGN(auto text, read_if_present(files, path));
    if (text) texts.push_back(std::move(*text));
  }
  std::erase(texts, "");
  return texts;
}

std::vector<ansible::Option<MaskOptions>> mask_option_lines() {
  using ansible::option;
  const ansible::Json none = ansible::Json::array();
  return {
      option("mask", &MaskOptions::mask, "strings to hide in what containers say").secret(),
      option("mask_env_file", &MaskOptions::mask_env_file, "an env file with values to hide likewise"),
      option("mask_keys", &MaskOptions::mask_keys, "the keys in it whose values are hidden").default_to(none),
      option("mask_files", &MaskOptions::mask_files, "files whose contents are hidden likewise")
          .default_to(none)};
}

}  // namespace slipway::env_file
