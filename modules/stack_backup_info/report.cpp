// From the records to what Ansible gets.
#include "release/ending.hpp"
#include "release/json.hpp"
#include "release/lock.hpp"
#include "stack_backup_info/page.hpp"

namespace slipway::stack_backup_info {
namespace {

using ansible::Json;

Json or_null(const std::optional<std::string>& text) {
  return text ? Json(*text) : Json();
}

/// Null for an empty text.
Json or_null(const std::string& text) {
  return text.empty() ? Json() : Json(text);
}

Json texts(const Metadata& texts) {
  Json values = Json::object();
  for (const auto& [key, value] : texts) values[key] = value;
  return values;
}

Json take_overs(const Release& release) {
  Json all = Json::array();
  for (const auto& [from, by, at] : release.taken_over)
    all.push_back({{"from", from}, {"by", by}, {"at", at}});
  return all;
}

/// Of one that has ended by its manifest, of one that goes on by what its steps have noted so far.
std::vector<TimelineEntry> timeline(const Plan& plan, const Release& release) {
  const auto open = plan.open_steps.find(release.name);
  return open == plan.open_steps.end() ? release.timeline : timeline_of(open->second);
}

Json phase(const Plan& plan, const Release& release) {
  const auto open = plan.open_steps.find(release.name);
  if (open != plan.open_steps.end()) return to_text(phase_after(open->second));
  return release.phase ? Json(to_text(*release.phase)) : Json();
}

Json steps(const Plan& plan, const Release& release) {
  Json all = Json::array();
  for (const auto& step : timeline(plan, release)) {
    const auto seconds = seconds_of(step);
    all.push_back({{"step", step.step},
                   {"outcome", step.outcome},
                   {"started", or_null(step.started)},
                   {"ended", or_null(step.ended)},
                   {"seconds", seconds ? Json(*seconds) : Json()},
                   {"watch", watch_to_json(step.watch)}});
  }
  return all;
}

Json entry(const Plan& plan, const Release& release) {
  const ReleaseHistory& history = plan.histories.at(release.project);
  const auto& restores = release.restores;
  return {{"name", release.name},
          {"path", (plan.backups_path / release.name).string()},
          {"project_name", release.project},
          {"sequence", release.sequence},
          {"kind", to_text(release.kind)},
          {"state", to_text(release.state)},
          {"owner", release.owner},
          {"user", or_null(release.user)},
          {"host", or_null(release.host)},
          {"started", release.started},
          {"finished", or_null(release.finished)},
          {"commit", or_null(metadata_value(release, "Git Commit"))},
          {"image", or_null(metadata_value(release, "Deployed Image"))},
          {"metadata", texts(release.metadata)},
          {"phase", phase(plan, release)},
          {"steps", steps(plan, release)},
          {"failure", or_null(release.failure_cause)},
          {"taken_over", take_overs(release)},
          {"live", history.live == release.name},
          {"undone", history.undone.count(release.name) != 0},
          {"undo", history.undo == release.name},
          {"can_restore", release.deployed.has_value()},
          {"restores", restores ? Json(restores->release) : Json()},
          {"restores_to", restores ? Json(to_text(restores->to)) : Json()}};
}

/// The one that holds the lock: who does, since when, and for how many seconds. Of a release that is deployed
/// once more that is not who deployed it first.
Json held_entry(const Plan& plan, const Release& release) {
  Json held = entry(plan, release);
  if (const auto hold = hold_of(release)) {
    held["owner"] = hold->owner;
    held["started"] = hold->since;
    held["held_for"] = held_for(*hold, plan.now).count();
  }
  return held;
}

/// A folder of an older playbook: only its name is known.
Json plain_entry(const Plan& plan, const std::string& name) {
  return {{"name", name},
          {"path", (plan.backups_path / name).string()},
          {"project_name", nullptr},
          {"sequence", nullptr},
          {"kind", "unknown"},
          {"state", "unknown"},
          {"owner", nullptr},
          {"user", nullptr},
          {"host", nullptr},
          {"started", nullptr},
          {"finished", nullptr},
          {"commit", nullptr},
          {"image", nullptr},
          {"metadata", Json::object()},
          {"phase", nullptr},
          {"steps", Json::array()},
          {"failure", nullptr},
          {"taken_over", Json::array()},
          {"live", false},
          {"undone", false},
          {"undo", false},
          {"can_restore", false},
          {"restores", nullptr},
          {"restores_to", nullptr}};
}

Json all_entries(const Plan& plan) {
  Json entries = Json::array();
  const auto& releases = plan.folder.releases;
  for (auto release = releases.rbegin(); release != releases.rend(); ++release)
    entries.push_back(entry(plan, *release));
  const auto& plain = plan.folder.plain;
  for (auto name = plain.rbegin(); name != plain.rend(); ++name) entries.push_back(plain_entry(plan, *name));
  return entries;
}

std::string several_projects(const Plan& plan) {
  std::string names;
  for (const auto& [project, history] : plan.histories) names += (names.empty() ? "" : ", ") + project;
  return "the records are of several projects (" + names + "); give project_name";
}

/// What the project's history says; when that is not certain, nothing to undo, and why.
ReleaseHistory overall_history(const Plan& plan) {
  ReleaseHistory history;
  history.undo_reason = "no release is on record";
  if (plan.project) history = plan.histories.at(*plan.project);
  if (plan.histories.size() > 1) history.undo_reason = several_projects(plan);
  const DamagedRecord* doubtful = plan.project ? doubtful_record(plan.folder, *plan.project) : nullptr;
  if (history.undo && doubtful != nullptr) {
    history.undo.reset();
    history.undo_reason =
        "the record '" + doubtful->name +
        "' is damaged, so it is not certain which one is the newest; say which release to go "
        "back to, or move the damaged record away";
  }
  return history;
}

}  // namespace

ansible::Result report(const Plan& plan) {
  const ReleaseHistory history = overall_history(plan);
  ansible::Result result;
  const Release* unfinished =
      history.unfinished ? find_release(plan.folder.releases, *history.unfinished) : nullptr;
  result.values = {{"releases", all_entries(plan)},
                   {"live", or_null(history.live)},
                   {"undo", or_null(history.undo)},
                   {"undo_reason", history.undo ? Json() : Json(history.undo_reason)},
                   {"unfinished", unfinished != nullptr ? held_entry(plan, *unfinished) : Json()},
                   {"table", release_table(plan, history)}};
  if (plan.with_page) result.values["page"] = release_page(plan);
  result.documented = {"page"};  // what is secret was masked as it went into the records
  result.warnings = plan.warnings;
  for (const auto& record : plan.folder.damaged)
    result.warnings.push_back("the record '" + record.name + "' is left out: " + record.reason +
                              "; mend it or move it away");
  return result;
}

}  // namespace slipway::stack_backup_info
