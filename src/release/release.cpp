#include "release/release.hpp"

#include <algorithm>
#include <array>

#include "util/foreign.hpp"
#include "util/seconds_text.hpp"

namespace slipway {
namespace {

constexpr std::array<const char*, 4> state_names{"started", "deployed", "failed", "rolled_back"};
constexpr std::array<const char*, 2> kind_names{"deploy", "rollback"};
constexpr std::array<const char*, 2> set_names{"before", "deployed"};

template <class Enum, std::size_t Count>
Expected<Enum> named(const std::array<const char*, Count>& names, const std::string& text, const char* what) {
  const auto found = std::find(names.begin(), names.end(), text);
  if (found == names.end()) return fail("'" + foreign(text) + "' is no " + what);
  return static_cast<Enum>(found - names.begin());
}

/// Puts the entries into the order that their paths have in `recorded`, unknown ones last.
template <class Entry>
void sort_as(const std::vector<Entry>& recorded, std::vector<Entry>& entries) {
  const auto place = [&](const Entry& entry) {
    return std::find_if(recorded.begin(), recorded.end(),
                        [&](const Entry& one) { return one.path == entry.path; });
  };
  std::stable_sort(entries.begin(), entries.end(),
                   [&](const Entry& left, const Entry& right) { return place(left) < place(right); });
}

}  // namespace

std::string watch_text(const WatchedTraffic& watch) {
  const std::string all = std::to_string(watch.requests) + " requests";
  if (watch.failed == 0) return all + " meanwhile, none failed";
  return std::to_string(watch.failed) + " of " + all + " failed meanwhile; the longest gap was " +
         gap_text(watch);
}

std::string gap_text(const WatchedTraffic& watch) {
  return in_seconds(watch.longest_gap);
}

std::string to_text(ReleaseState state) {
  return state_names.at(static_cast<std::size_t>(state));
}

std::string to_text(ReleaseKind kind) {
  return kind_names.at(static_cast<std::size_t>(kind));
}

std::string to_text(FileSet set) {
  return set_names.at(static_cast<std::size_t>(set));
}

Expected<ReleaseState> release_state(const std::string& text) {
  return named<ReleaseState>(state_names, text, "state of a release");
}

Expected<ReleaseKind> release_kind(const std::string& text) {
  return named<ReleaseKind>(kind_names, text, "kind of release");
}

Expected<FileSet> file_set(const std::string& text) {
  return named<FileSet>(set_names, text, "set of a release's files");
}

StackState as_comparable(StackState now, const StackState& recorded) {
  sort_as(recorded.files, now.files);
  sort_as(recorded.folders, now.folders);
  if (!recorded.folders.empty()) return now;
  now.folders.clear();
  for (auto& file : now.files) file.leads_to.clear();
  return now;
}

std::optional<std::string> metadata_value(const Release& release, const std::string& key) {
  for (const auto& [name, value] : release.metadata)
    if (name == key) return value;
  return std::nullopt;
}

}  // namespace slipway
