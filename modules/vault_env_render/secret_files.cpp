#include "vault_env_render/secret_files.hpp"

#include <algorithm>
#include <cerrno>

#include "vault_env_render/target.hpp"

namespace slipway::vault_env_render {
namespace {

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
void add_differences(const Plan& plan, const env_file::SecretFile& file, const Target& target,
                     bool other_content, std::vector<ansible::Diff>& diff) {
  const std::string name = file.path.string();
  if (other_content)
    diff.push_back({name, name, target.content ? "(a secret, not shown)\n" : "",
                    target.content ? "(another secret, not shown)\n" : "(a secret, not shown)\n", true});
  add_attribute_difference(name, target, plan.secret_file_attributes, diff);
}

}  // namespace

Expected<void> look_at_secret_files(Plan& plan, Files& files) {
  for (auto& file : plan.rendered.secret_files) {
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
    add_mode_warning(file.path, target, plan.secret_file_attributes, plan.warnings);
    if (target.content) wipe(*target.content);
  }
  return {};
}

Expected<std::vector<Path>> make_secret_folders(const Plan& plan, Files& files) {
  std::vector<Path> made;
  for (const auto& folder : plan.folders) {
    const auto outcome = make_folder(
        files, folder,
        {mode_of_secret_folder, plan.secret_file_attributes.uid, plan.secret_file_attributes.gid});
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
  for (const auto& file : plan.rendered.secret_files)
    for (Path place = file.path; place.has_filename() && place != plan.dest.parent_path();
         place = place.parent_path())
      sweep_temporaries(files, place);
}

}  // namespace slipway::vault_env_render
