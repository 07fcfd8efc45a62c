#include "release/sequence.hpp"

#include <algorithm>

#include "system/file_operations.hpp"

namespace slipway {
namespace {

constexpr std::size_t most_digits = 11;  // fewer than the greatest number that a manifest may have

Path mark(const Path& backups_path) {
  return backups_path / sequence_file;
}

}  // namespace

long highest_given(Files& files, const Path& backups_path) {
  const auto here = files.status(mark(backups_path));
  if (!here || !*here || (*here)->kind != FileKind::regular || (*here)->size > most_digits + 1) return 0;
  const auto text = files.read(mark(backups_path));
  if (!text) return 0;
  const std::string digits = text->substr(0, text->find('\n'));
  if (digits.empty() || digits.size() > most_digits ||
      digits.find_first_not_of("0123456789") != std::string::npos)
    return 0;
  return std::stol(digits);
}

long next_sequence(const ReleaseFolder& folder) {
  long highest = folder.highest_given;
  for (const auto& release : folder.releases) highest = std::max(highest, release.sequence);
  for (const auto& record : folder.damaged) highest = std::max(highest, record.sequence);
  return highest + 1;
}

void keep_sequence(Files& files, const Path& backups_path, long sequence) {
  if (highest_given(files, backups_path) >= sequence) return;
  const auto here = files.status(mark(backups_path));
  if (!here || (*here && (*here)->kind != FileKind::regular)) return;  // a link might lead anywhere
  sweep_temporaries(files, mark(backups_path));
  (void)replace_file(files, mark(backups_path), std::to_string(sequence) + "\n", {0600, {}, {}});
}

}  // namespace slipway
