#include "health/wait_progress.hpp"

#include <algorithm>

#include "util/excerpt.hpp"
#include "util/joined.hpp"
#include "util/seconds_text.hpp"

namespace slipway {
namespace {

constexpr double longest_told = 600;  // seconds
constexpr std::chrono::seconds between_lines{1};

bool is_well(const WatchedContainer& watched) {
  return watched.verdict.state == HealthState::ready;
}

/// Its service where it is the only container of one.
std::string shown_name(const WatchedContainer& watched, const std::vector<WatchedContainer>& all) {
  const std::string& service = watched.container.service;
  const auto is_of_it = [&](const WatchedContainer& other) { return other.container.service == service; };
  return service.empty() || std::count_if(all.begin(), all.end(), is_of_it) > 1 ? watched.container.name
                                                                                : service;
}

std::string well_word(const WatchedContainer& watched) {
  if (watched.container.status == "exited") return "done";
  return watched.container.has_healthcheck ? "healthy" : "running";
}

/// Since its start, unless that was long before the wait.
std::string after(const WatchedContainer& watched, std::chrono::steady_clock::time_point begun) {
  const auto before = std::chrono::duration<double>(begun - watched.history.running_since).count();
  return before > longest_told
             ? ""
             : " after " + in_seconds(std::max(before + watched.healthy_after.value_or(0), 0.0));
}

/// What keeps a wait from its end when all containers are well.
std::string waiting_for_more(const HealthWait& wait) {
  const auto& pages = wait.result.http;
  if (std::any_of(pages.begin(), pages.end(), [](const HttpCheckState& page) { return !page.ok; }))
    return "waiting for " + std::string(pages.size() == 1 ? "the page" : "the pages");
  if (wait.settings.stable_for > 0)
    return "watching for " + std::to_string(wait.settings.stable_for) + " s whether it stays so";
  return "";
}

}  // namespace

WaitProgress::WaitProgress(const HealthWait& wait, Progress& progress)
    : wait_(wait), progress_(progress), next_(wait.begun + between_lines) {}

std::optional<WaitProgress::TimePoint> WaitProgress::due() const {
  return has_told_ && newly_well_.empty() ? std::nullopt : std::optional(next_);
}

void WaitProgress::tell(TimePoint now, bool over) {
  const auto waiting = look();
  if (!over && now < next_) return;
  has_told_ = true;
  const bool is_ready = wait_.result.verdict.state == HealthState::ready;
  std::string waits_for;
  if (!waiting.empty()) waits_for = "waiting for " + some_of(waiting);
  if (waiting.empty() && is_ready) waits_for = waiting_for_more(wait_);
  auto parts = well_texts();
  newly_well_.clear();
  if (!over && !waits_for.empty() && (!parts.empty() || waits_for != waiting_)) parts.push_back(waits_for);
  waiting_ = std::move(waits_for);
  if (parts.empty()) return;
  next_ = now + between_lines;
  progress_.say(joined(parts, "; "));
}

std::vector<std::string> WaitProgress::look() {
  const auto containers = wait_.watch->containers();
  std::vector<std::string> waiting;
  for (const auto& watched : containers) {
    const std::string name = shown_name(watched, containers);
    const auto [known, is_new] = well_.try_emplace(watched.container.name, is_well(watched));
    if (!is_well(watched)) waiting.push_back(name);
    if (is_well(watched) && !known->second) {
      newly_well_[well_word(watched)].push_back(name);
      only_one_after_ = after(watched, wait_.begun);
    }
    known->second = is_well(watched);
  }
  return waiting;
}

std::vector<std::string> WaitProgress::well_texts() const {
  std::vector<std::string> texts;
  const bool is_one = newly_well_.size() == 1 && newly_well_.begin()->second.size() == 1;
  for (const auto& [word, names] : newly_well_)
    texts.push_back(some_of(names) + " " + word + (is_one ? only_one_after_ : ""));
  return texts;
}

}  // namespace slipway
