// What the page needs beside the manifests.
#include "release/ending.hpp"
#include "release/json.hpp"
#include "release/store.hpp"
#include "stack_backup_info/page.hpp"
#include "system/file_operations.hpp"
#include "util/sha256.hpp"

namespace slipway::stack_backup_info {
namespace {

using ansible::Json;

constexpr std::uint64_t largest_failure = 16U << 20U;  // bytes

std::string left_out(const Release& release, const Error& why) {
  return "the page leaves out what release '" + release.name + "' noted: " + why.message;
}

/// failure.json, when it is the one that the manifest knows.
Expected<Json> read_failure_file(Files& files, const Path& path, const std::string& sha256) {
  TRY_ASSIGN(const std::string text, read_at_most(files, path, largest_failure, "report of a failure"));
  if (sha256_hex(text) != sha256) return fail("'" + path.string() + "' is not as it was written");
  try {
    return parse_shallow(text);
  } catch (const std::exception&) {
    return fail("'" + path.string() + "' is no report of a failure");
  }
}

}  // namespace

void read_for_page(Plan& plan, Files& files) {
  for (const auto& release : plan.folder.releases) {
    const Path record = plan.backups_path / release.name;
    if (auto steps = read_steps(files, record); !steps)
      plan.warnings.push_back(left_out(release, steps.error()));
    else if (!steps->empty())
      plan.page_steps[release.name] = std::move(*steps);
    if (release.failure_sha256.empty()) continue;
    if (auto failure = read_failure_file(files, record / failure_file, release.failure_sha256))
      plan.page_failures[release.name] = std::move(*failure);
    else
      plan.warnings.push_back(left_out(release, failure.error()));
  }
}

}  // namespace slipway::stack_backup_info
