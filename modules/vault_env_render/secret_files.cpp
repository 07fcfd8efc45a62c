#include "vault_env_render/secret_files.hpp"

#include <algorithm>
#include <cerrno>

#include "ansible/plain_values.hpp"
#include "stack/dotenv.hpp"
#include "vault_env_render/target.hpp"

namespace slipway::vault_env_render {
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

/// The folders on the way to `path` that are not there, outermost first.
Expected<void> add_missing_folders(const Path& path, Files& files, std::vector<Path>& folders) {
  const Path folder = path.parent_path();
  if (folder.empty() || std::find(folders.begin(), folders.end(), folder) != folders.end()) return {};
  TRY_ASSIGN(const auto here, files.status(folder));
  if (here && here->kind != FileKind::directory && here->kind != FileKind::symlink)
    return fail("cannot write '" + path.string() + "': '" + folder.string() + "' is a file, not a folder",
                ENOTDIR);
  if (here) return {};
  TRY(add_missing_folders(folder, files, folders));
  folders.push_back(folder);
  return {};
}

/// One diff that the content changes, one for mode and owner, each only where there is a difference.
void add_differences(const Plan& plan, const SecretFile& file, const Target& target, bool other_content,
                     std::vector<ansible::Diff>& diff) {
  const std::string name = file.path.string();
  if (other_content)
    diff.push_back({name, name, target.content ? "(a secret, not shown)\n" : "",
                    target.content ? "(another secret, not shown)\n" : "(a secret, not shown)\n"});
  add_attribute_difference(name, target, plan.secret_file_attributes, diff);
}

/// Under a name that sweep_temporaries knows, until it has its owner.
Expected<void> make_folder(Files& files, const Path& folder, const FileAttributes& wanted) {
  if (!wanted.uid && !wanted.gid) return files.make_directory(folder, kModeOfSecretFolder);
  const Path temporary = temporary_beside(folder);
  TRY(files.make_directory(temporary, kModeOfSecretFolder));
  const auto dress = [&]() -> Expected<void> {
    TRY_ASSIGN(const auto fresh, files.status(temporary));
    if (!fresh) return fail("'" + temporary.string() + "' was removed while it was made; run again");
    TRY(files.set_owner(temporary, wanted.uid.value_or(fresh->uid), wanted.gid.value_or(fresh->gid)));
    return files.rename(temporary, folder);
  };
  auto outcome = dress();
  if (!outcome) (void)files.remove(temporary);
  return outcome;
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

Expected<void> look_at_secret_files(Plan& plan, Files& files) {
  for (auto& file : plan.secret_files) {
    const std::size_t known = plan.folders.size();
    TRY(add_missing_folders(file.path, files, plan.folders));
    const Path folder = file.path.parent_path();
    const bool new_folder = plan.folders.size() > known ||
                            std::find(plan.folders.begin(), plan.folders.end(), folder) != plan.folders.end();
    Target target;
    if (!new_folder) {
      TRY_ASSIGN(target, look_at(file.path, files, "secret_files"));
    }
    const std::size_t before = plan.diff.size();
    add_differences(plan, file, target, target.content != file.content.view(), plan.diff);
    file.changed = plan.diff.size() > before;
    if (target.content) wipe(*target.content);
  }
  return {};
}

Expected<std::vector<Path>> make_secret_folders(const Plan& plan, Files& files) {
  std::vector<Path> made;
  for (const auto& folder : plan.folders) {
    const auto outcome = make_folder(files, folder, plan.secret_file_attributes);
    const int error = outcome ? 0 : outcome.error().os_error;
    if (error == EEXIST || error == ENOTEMPTY) continue;  // another run was faster, which is as good
    if (outcome) made.push_back(folder);
    const auto synced = outcome ? files.sync_directory(folder.parent_path()) : outcome;
    if (synced) continue;
    remove_folders(files, made);
    return tl::unexpected<Error>(synced.error());
  }
  return made;
}

void remove_folders(Files& files, const std::vector<Path>& folders) {
  for (auto folder = folders.rbegin(); folder != folders.rend(); ++folder) (void)files.remove(*folder);
}

void sweep_secret_files(const Plan& plan, Files& files) {
  for (const auto& file : plan.secret_files)
    for (Path place = file.path; place.has_filename() && place != plan.dest.parent_path();
         place = place.parent_path())
      sweep_temporaries(files, place);
}

}  // namespace slipway::vault_env_render
