// What a release did, as bars.
#include <algorithm>
#include <cmath>
#include <map>

#include "release/ending.hpp"
#include "stack_backup_info/page.hpp"
#include "util/rfc3339.hpp"

namespace slipway::stack_backup_info {
namespace {

using Kind = PageBar::Kind;
using TimePoint = std::chrono::system_clock::time_point;

std::string words_for(const std::string& step) {
  static const std::map<std::string, std::string> words{
      {"stack_files", "Place files"},     {"stack_pull", "Pull images"},
      {"vault_env_render", "Write .env"}, {"compose_image_rewrite", "Set images"},
      {"stack_run", "Run commands"},      {"stack_restore", "Put files back"},
      {"stack_up", "Bring up"},           {"stack_undo", "Undo"}};
  const auto found = words.find(step);
  return found == words.end() ? step : found->second;
}

Kind kind_of(const std::string& step) {
  return step == "stack_pull" ? Kind::pull : step == "stack_up" ? Kind::up : Kind::other;
}

std::string note_of(const std::string& outcome) {
  return outcome == "changed" ? "" : outcome;
}

double seconds_between(TimePoint from, TimePoint to) {
  return std::max(std::chrono::duration<double>(to - from).count(), 0.0);
}

PageBar bar_of(const TimelineEntry& entry, std::optional<TimePoint> zero) {
  PageBar bar;
  bar.label = words_for(entry.step);
  bar.note = note_of(entry.outcome);
  if (entry.watch) bar.note += (bar.note.empty() ? "" : "; ") + watch_text(*entry.watch);
  bar.kind = kind_of(entry.step);
  bar.well = entry.outcome != "failed" && entry.outcome != "cut off";
  const auto started = parse_rfc3339(entry.started);
  if (!started || !zero) return bar;
  bar.from = seconds_between(*zero, *started);
  const auto ended = parse_rfc3339(entry.ended);
  bar.ended = ended.has_value();
  bar.to = ended ? std::max(seconds_between(*zero, *ended), *bar.from) : *bar.from;
  return bar;
}

PageBar bar_of(const StepPart& part, const PageBar& step) {
  PageBar bar;
  bar.label = step.kind == Kind::pull ? short_image(part.what) : part.what;
  bar.note = !part.well             ? step.kind == Kind::pull ? "failed" : "not well"
             : part.did == "remove" ? "removed"
                                    : "";
  bar.kind = step.kind;
  bar.well = part.well;
  bar.is_part = true;
  bar.from = *step.from + std::max(part.began, 0.0);
  bar.to = std::max(*step.from + part.ended, *bar.from);
  return bar;
}

std::vector<TimelineEntry> entries_of(const Plan& plan, const Release& release) {
  const auto noted = plan.page_steps.find(release.name);
  if (noted == plan.page_steps.end()) return release.timeline;
  auto entries = timeline_of(noted->second);
  if (!release.finished.empty())
    for (auto& entry : entries)
      if (entry.outcome == to_text(StepOutcome::running)) entry.outcome = "cut off";
  return entries;
}

/// Where on a scale, in hundredths of a percent.
std::string percent(double seconds, double scale) {
  const long hundredths = std::lround(10000 * std::clamp(seconds / scale, 0.0, 1.0));
  const std::string fraction = std::to_string(100 + hundredths % 100).substr(1);
  return std::to_string(hundredths / 100) + "." + fraction + "%";
}

const char* class_of(const PageBar& bar) {
  if (!bar.well) return "bar bad";
  return bar.kind == Kind::pull ? "bar pull" : bar.kind == Kind::up ? "bar up" : "bar other";
}

Html bar_element(const PageBar& bar, double scale) {
  Html element;
  element << "<span class=\"" << class_of(bar) << "\" style=\"--at:" << percent(*bar.from, scale)
          << ";--for:" << percent(bar.to - *bar.from, scale) << "\"></span>";
  return element;
}

/// As a mark on a scale: whole seconds without a fraction.
std::string mark_of(double seconds) {
  const bool whole = seconds < 59.5 && std::abs(seconds - std::round(seconds)) < 0.01;
  return whole ? std::to_string(std::lround(seconds)) + (seconds > 0.5 ? " s" : "") : length_of(seconds);
}

/// The distance of the marks on a scale, in seconds: a round number, at most five of them.
double tick_of(double scale) {
  for (const double tick :
       {0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1800.0})
    if (scale / tick <= 5) return tick;
  return scale / 5;
}

Html axis(double scale) {
  Html marks;
  const double tick = tick_of(scale);
  // A mark further right would have no room for its words.
  for (double at = 0; at <= scale * 0.75; at += tick)
    marks << "<span class=\"tick\" style=\"left:" << percent(at, scale) << "\">" << mark_of(at) << "</span>";
  return marks;
}

std::string took_of(const PageBar& bar) {
  if (!bar.from) return "not noted";
  return bar.ended ? length_of(bar.to - *bar.from) : "no end";
}

Html row(const PageBar& bar, double scale) {
  Html cells;
  cells << "<tr" << (bar.is_part ? Html(" class=\"part\"") : Html()) << "><th scope=\"row\">" << bar.label;
  if (!bar.note.empty())
    cells << " <span class=\"" << (bar.well ? "note" : "note bad-note") << "\">" << bar.note << "</span>";
  cells << "</th><td class=\"track\">";
  if (bar.from && scale > 0)
    cells << bar_element(bar, scale) << "<span class=\"unseen\">"
          << "from " << length_of(*bar.from) << " to " << length_of(bar.to) << "</span>";
  cells << "</td><td class=\"took\">" << took_of(bar) << "</td></tr>";
  return cells;
}

}  // namespace

std::vector<PageBar> page_bars(const Plan& plan, const Release& release) {
  const auto entries = entries_of(plan, release);
  std::optional<TimePoint> zero;
  for (const auto& entry : entries)
    if (const auto started = parse_rfc3339(entry.started); started && (!zero || *started < *zero))
      zero = started;
  const auto noted = plan.page_steps.find(release.name);
  std::vector<PageBar> bars;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const PageBar step = bar_of(entries[i], zero);
    bars.push_back(step);
    if (noted == plan.page_steps.end() || !step.from) continue;
    for (const auto& part : noted->second[i].parts) bars.push_back(bar_of(part, step));
  }
  return bars;
}

double extent_of(const std::vector<PageBar>& bars) {
  double extent = 0;
  for (const auto& bar : bars)
    if (bar.from) extent = std::max(extent, bar.to);
  return extent;
}

Html page_strip(const std::vector<PageBar>& bars, double scale) {
  Html strip;
  strip << "<span class=\"strip\" aria-hidden=\"true\">";
  for (const auto& bar : bars)
    if (bar.from && !bar.is_part && scale > 0) strip << bar_element(bar, scale);
  strip << "</span>";
  return strip;
}

Html page_steps(const std::vector<PageBar>& bars) {
  const double scale = extent_of(bars);
  Html table;
  table
      << "<table class=\"steps\" style=\"--tick:"
      << percent(scale > 0 ? tick_of(scale) : 1, scale > 0 ? scale : 1)
      << "\"><caption class=\"unseen\">Each step, with the images that it pulled and the services until they "
         "were healthy; seconds since the first step began</caption>"
         "<thead><tr><th scope=\"col\">Step</th><th scope=\"col\" class=\"axis\"><span class=\"unseen\">When"
         "</span><span aria-hidden=\"true\">"
      << (scale > 0 ? axis(scale) : Html())
      << "</span></th><th scope=\"col\" class=\"took\">Took</th></tr></thead><tbody>";
  for (const auto& bar : bars) table << row(bar, scale);
  table << "</tbody></table>";
  return table;
}

}  // namespace slipway::stack_backup_info
