// The releases as a table for people.
#include <algorithm>

#include "release/lock.hpp"
#include "stack_backup_info/stack_backup_info.hpp"
#include "util/utf8.hpp"

namespace slipway::stack_backup_info {
namespace {

constexpr std::size_t letters_of_commit = 12;

struct Row {
  std::string when;
  std::string commit;
  std::string state;
  std::string live;
  std::string image;
};

std::string shortened(const std::string& text, std::size_t most) {
  std::size_t seen = 0;
  for (std::size_t at = 0; at < text.size(); ++at)
    if (!continues_character(text[at]) && seen++ == most) return text.substr(0, at);
  return text;
}

/// A row stays one line, whatever was written into a record.
std::string cell(std::string text, std::size_t width) {
  std::replace_if(
      text.begin(), text.end(), [](char letter) { return static_cast<unsigned char>(letter) < 0x20; }, ' ');
  const std::size_t length = characters_in(text);
  return length < width ? text + std::string(width - length, ' ') : text;
}

std::string line_of(const Row& row) {
  return cell(row.when, 21) + " " + cell(row.commit, 13) + " " + cell(row.state, 18) + " " +
         cell(row.live, 5) + " " + cell(row.image, 0) + "\n";
}

std::string image_of(const Release& release) {
  if (const auto image = metadata_value(release, "Deployed Image"); image && !image->empty()) return *image;
  if (!release.restores) return "-";
  return (release.restores->to == FileSet::deployed ? "puts back " : "undoes ") + release.restores->release;
}

/// What its watches counted, a line each.
std::string watch_lines(const Release& release) {
  std::string lines;
  for (const auto& entry : release.timeline)
    if (entry.watch) lines += std::string(22, ' ') + watch_text(*entry.watch) + "\n";
  return lines;
}

Row row_of(const Release& release, const ReleaseHistory& history) {
  const auto commit = metadata_value(release, "Git Commit");
  const bool undone = history.undone.count(release.name) != 0;
  return {release.name, commit && !commit->empty() ? shortened(*commit, letters_of_commit) : "-",
          (release.kind == ReleaseKind::rollback ? "rollback " : "") +
              (undone ? "undone" : to_text(release.state)),
          history.live == release.name ? "live" : "", image_of(release)};
}

}  // namespace

std::string release_table(const Plan& plan, const ReleaseHistory& overall) {
  const auto& releases = plan.folder.releases;
  std::string table = line_of({"WHEN", "COMMIT", "STATE", "", "IMAGE"});
  for (auto release = releases.rbegin(); release != releases.rend(); ++release)
    table += line_of(row_of(*release, plan.histories.at(release->project))) + watch_lines(*release);
  for (auto name = plan.folder.plain.rbegin(); name != plan.folder.plain.rend(); ++name)
    table += line_of({*name, "-", "unknown", "", "-"});
  if (releases.empty() && plan.folder.plain.empty()) table += "(none yet)\n";
  const Release* unfinished = overall.unfinished ? find_release(releases, *overall.unfinished) : nullptr;
  if (const auto hold = unfinished != nullptr ? hold_of(*unfinished) : std::nullopt)
    table += "Unfinished: " + unfinished->name + " by " + hold->owner + "\n";
  table.pop_back();
  return table;
}

}  // namespace slipway::stack_backup_info
