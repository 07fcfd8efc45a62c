#include <cerrno>

#include "stack_files/stack_files.hpp"
#include "system/file_operations.hpp"

namespace slipway::stack_files {
namespace {

constexpr mode_t mode_of_folder = 0755;

/// What this run has made; what it is not told to keep it takes back, the last first. Best effort.
class Made {
 public:
  explicit Made(Files& files) : files_(files) {}
  Made(const Made&) = delete;
  Made& operator=(const Made&) = delete;
  ~Made() {
    for (auto path = paths_.rbegin(); path != paths_.rend(); ++path) (void)files_.remove(*path);
  }
  void add(const Path& path) { paths_.push_back(path); }
  void keep() { paths_.clear(); }

 private:
  Files& files_;
  std::vector<Path> paths_;
};

Expected<void> make_folders(Plan& plan, Files& files, Made& made) {
  std::vector<Path> own;
  for (const auto& folder : plan.folders) {
    const auto outcome = files.make_directory(folder, mode_of_folder);
    if (!outcome && outcome.error().os_error == EEXIST) continue;  // another run was faster, which is as good
    TRY(outcome);
    made.add(folder);
    own.push_back(folder);
    TRY(files.sync_directory(folder.parent_path()));
  }
  plan.folders = std::move(own);
  return {};
}

/// Of each file that is missing its content beside its place; in the order of the plan.
Expected<std::vector<StagedFile>> stage(const Plan& plan, Files& files) {
  std::vector<StagedFile> staged;
  for (const auto& file : plan.files) {
    if (!file.missing) continue;
    TRY_ASSIGN(auto one, stage_file(files, file.target, file.wanted.content, {file.wanted.mode, {}, {}}));
    staged.push_back(std::move(one));
  }
  return staged;
}

Expected<void> put_in_place(PlannedFile& file, StagedFile& staged, Plan& plan, Made& made) {
  const auto committed = staged.commit_to_free_name();
  if (committed) {
    made.add(file.target);
    return {};
  }
  if (committed.error().os_error != EEXIST) return fail_while("no file was placed", committed.error());
  file.missing = false;
  plan.warnings.push_back("'" + file.shown.string() +
                          "' has come to be there meanwhile, and was left as it is");
  return {};
}

}  // namespace

Expected<void> apply(Plan& plan, System& system) {
  for (const auto& file : plan.files) sweep_temporaries(system.files, file.target);
  Made made(system.files);
  TRY(make_folders(plan, system.files, made));
  TRY_ASSIGN(auto staged, stage(plan, system.files));
  auto next = staged.begin();
  for (auto& file : plan.files)
    if (file.missing) TRY(put_in_place(file, *next++, plan, made));
  made.keep();
  return {};
}

}  // namespace slipway::stack_files
