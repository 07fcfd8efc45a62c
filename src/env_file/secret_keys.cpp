#include "env_file/secret_keys.hpp"

#include <algorithm>

#include "ansible/plain_values.hpp"
#include "dotenv/dotenv.hpp"

namespace slipway::env_file {
namespace {

std::string file_key(const std::string& key) {
  return key + "_FILE";
}

Expected<Path> place_of(const std::string& key, const std::string& given, const Path& dest) {
  if (given.empty() || given.find('\0') != std::string::npos || given.back() == '/')
    return fail("secret_files: the path for " + key +
                " names no file; write one, like secrets/redis_password");
  if (given.front() == '~')
    return fail("secret_files: the path for " + key +
                " begins with ~, which Compose would not expand; write it out, or relative to the env file");
  return Path(given).is_absolute() ? Path(given) : dest.parent_path() / given;
}

/// The key's value out of the supply, and its path in.
SecretText exchanged(Supply& supply, const std::string& key, const std::string& path) {
  const auto one = std::find_if(supply.given.begin(), supply.given.end(),
                                [&](const auto& given) { return given.key == key; });
  SecretText content = SecretText::taken_from(one->value);
  if (supply.find(file_key(key)) != nullptr)
    supply.given.erase(one);
  else
    *one = {file_key(key), path};
  return content;
}

}  // namespace

Expected<std::vector<SecretFile>> taken_secret_files(const ansible::Json& secret_files, const Path& dest,
                                                     Supply& supply) {
  TRY_ASSIGN(const auto wanted, ansible::plain_values(secret_files, "secret_files"));
  std::vector<SecretFile> taken;
  for (const auto& [key, given] : wanted) {
    TRY_ASSIGN(const Path path, place_of(key, given, dest));
    const bool used = std::any_of(taken.begin(), taken.end(), [&](const auto& one) {
      return one.path.lexically_normal() == path.lexically_normal();
    });
    if (used || path.lexically_normal() == dest.lexically_normal())
      return fail("secret_files: the path for " + key +
                  " is that of another file here; give it one of its own");
    if (supply.find(key) == nullptr)
      return fail("secret_files: " + key +
                  " is not supplied; give it in secrets or vault_map, or leave it out here");
    taken.push_back({key, given, path, exchanged(supply, key, given), false});
  }
  return taken;
}

Expected<std::string> with_file_keys(const std::string& text, const std::vector<SecretFile>& secret_files,
                                     Supply& supply) {
  TRY_ASSIGN(const auto entries, parse_dotenv(text));
  const auto declares = [&](const std::string& key) {
    return std::any_of(entries.begin(), entries.end(), [&](const auto& one) { return one.key == key; });
  };
  std::string renamed;
  std::size_t copied = 0;
  for (const auto& entry : entries) {
    const auto file = std::find_if(secret_files.begin(), secret_files.end(),
                                   [&](const auto& one) { return one.key == entry.key; });
    if (file == secret_files.end()) continue;
    if (declares(file_key(entry.key))) {
      if (supply.find(entry.key) == nullptr) supply.given.push_back({entry.key, ""});
      continue;
    }
    const std::size_t end = entry.key_begin + entry.key.size();
    renamed.append(text, copied, entry.key_begin - copied).append(file_key(entry.key));
    copied = end;
  }
  return renamed.append(text, copied);
}

}  // namespace slipway::env_file
