#include "release/damage.hpp"

#include <algorithm>
#include <boost/regex.hpp>

#include "release/store.hpp"

namespace slipway {
namespace {

constexpr std::size_t legible_head = 4096;  // bytes; manifest_text puts what is looked for at the top

std::optional<std::string> legible(const std::string& manifest, const char* pattern) {
  boost::smatch found;
  if (!boost::regex_search(manifest, found, boost::regex(pattern))) return std::nullopt;
  return found[1].str();
}

long newest_ended(const ReleaseFolder& folder, const std::string& project) {
  long newest = 0;
  for (const auto& release : folder.releases)
    if (release.project == project && release.state != ReleaseState::started)
      newest = std::max(newest, release.sequence);
  return newest;
}

}  // namespace

DamagedRecord damaged_record(const std::string& name, const std::string& reason,
                             const std::string& manifest) {
  const std::string head = manifest.substr(0, legible_head);
  DamagedRecord record{name, reason};
  if (const auto number = legible(head, R"("sequence"\s*:\s*(\d{1,12})\s*,)"))
    record.sequence = std::stol(*number);
  record.project = legible(head, R"re("project"\s*:\s*"([a-z0-9_-]+)"\s*,)re");
  record.ended = legible(head, R"re("state"\s*:\s*"(deployed|failed|rolled_back)"\s*,)re").has_value() &&
                 !legible(head, R"re("rerun"\s*:\s*(\{[^}]*"failed"\s*:\s*null))re");
  return record;
}

const DamagedRecord* doubtful_record(const ReleaseFolder& folder, const std::string& project) {
  const long newest = newest_ended(folder, project);
  for (const auto& record : folder.damaged) {
    if (record.project && *record.project != project) continue;
    const bool is_past = record.ended && record.sequence != 0 && record.sequence < newest;
    if (!is_past) return &record;
  }
  return nullptr;
}

Expected<void> refuse_doubt(const ReleaseFolder& folder, const std::string& project) {
  const DamagedRecord* record = doubtful_record(folder, project);
  if (record == nullptr) return {};
  return fail("the record '" + record->name + "' cannot be read (" + record->reason +
              "), so it may be an unfinished release, or the one that is live; mend it, or move it out of "
              "that folder, and run this again");
}

Expected<void> refuse_damaged(const ReleaseFolder& folder, const std::string& name) {
  for (const auto& record : folder.damaged)
    if (record.name == name)
      return fail("the record '" + record.name + "' cannot be read (" + record.reason +
                  "); mend that, or move the record away");
  return {};
}

}  // namespace slipway
