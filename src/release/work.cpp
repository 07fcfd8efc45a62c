#include "release/work.hpp"

namespace slipway {

Expected<std::unique_ptr<FileLock>> join_work(Files& files, const Path& record) {
  TRY_ASSIGN(auto work, files.hold_folder(record, FolderHold::shared));
  if (work) return work;
  return fail(
      "nothing was changed: release '" + record.filename().string() +
      "' is being undone at this moment, by its guard or by another run; wait for its end, and deploy again");
}

Expected<std::unique_ptr<FileLock>> work_alone(Files& files, const Path& record) {
  return files.hold_folder(record, FolderHold::alone);
}

}  // namespace slipway
