#include "health_wait/hidden.hpp"

#include <algorithm>

#include "dotenv/dotenv.hpp"
#include "system/file_operations.hpp"

namespace slipway::health_wait {

Expected<std::vector<std::string>> texts_to_hide(const Args& args, Files& files) {
  std::vector<std::string> texts = args.mask;
  if (args.mask_env_file) {
    TRY_ASSIGN(const auto text, read_if_present(files, *args.mask_env_file));
    const std::string content = text.value_or("");
    const auto entries = parse_dotenv(content);
    if (!entries) return fail_while("mask_env_file '" + args.mask_env_file->string() + "'", entries.error());
    for (const auto& entry : *entries)
      if (std::count(args.mask_keys.begin(), args.mask_keys.end(), entry.key) > 0)
        texts.push_back(dotenv_value(content, entry));
  }
  for (const auto& path : args.mask_files) {
    TRY_ASSIGN(auto text, read_if_present(files, path));
    if (text) texts.push_back(std::move(*text));
  }
  std::erase(texts, "");
  return texts;
}

}  // namespace slipway::health_wait
