// One release of the page.
#include "release/lock.hpp"
#include "stack_backup_info/page.hpp"

namespace slipway::stack_backup_info {
namespace {

struct Standing {
  const char* css;  // the class, which gives the marker its shape and colour
  const char* word;
};

Standing standing_of(const Release& release, const ReleaseHistory& history) {
  const bool is_live = history.live == release.name;
  if (hold_of(release)) return {"open", is_live ? "Live, deployed again" : "Unfinished"};
  if (is_live) return {"live", "Live"};
  if (history.undone.count(release.name) != 0 || release.state == ReleaseState::rolled_back)
    return {"undone", "Undone"};
  if (release.state == ReleaseState::failed) return {"failed", "Failed"};
  return {"past", release.kind == ReleaseKind::rollback ? "Done" : "Deployed"};
}

/// The images of what a rollback makes live.
std::string restored_image(const Plan& plan, const Release& release) {
  const auto& name = release.restores->to == FileSet::deployed ? std::optional(release.restores->release)
                                                               : release.restores->makes_live;
  const Release* target = name ? find_release(plan.folder.releases, *name) : nullptr;
  return target == nullptr ? "" : short_images(images_of(*target));
}

std::string title_of(const Plan& plan, const Release& release) {
  if (release.restores) {
    const std::string image = restored_image(plan, release);
    return image.empty() ? "Rollback" : "Rollback to " + image;
  }
  if (release.kind == ReleaseKind::rollback) return "Rollback with nothing to undo";
  if (metadata_value(release, "Stack Deploy") == "ADOPTED") return "Taken over as it was found";
  const std::string image = short_images(images_of(release));
  return image.empty() ? "Deploy" : image;
}

Html restores_sentence(const Plan& plan, const Release& release) {
  Html sentence;
  if (!release.restores) return sentence;
  const auto& [name, to, makes_live] = *release.restores;
  const bool did = release.state == ReleaseState::deployed;
  sentence << "<p>";
  if (to == FileSet::deployed) {
    sentence << (did ? "Puts back what release " : "Was to put back what release ")
             << release_link(plan, name) << " deployed.";
  } else {
    sentence << (did ? "Undoes release " : "Was to undo release ") << release_link(plan, name);
    if (makes_live)
      sentence << ", and puts back " << release_link(plan, *makes_live) << ".";
    else
      sentence << ", and puts back what was there before it.";
  }
  sentence << "</p>";
  return sentence;
}

void fact(Html& page, const Html& term, const std::string& value, bool code) {
  if (value.empty()) return;
  page << "<div><dt>" << term << "</dt><dd" << (code ? Html(" class=\"id\"") : Html()) << ">" << value
       << "</dd></div>";
}

Html facts(const Plan& plan, const Release& release) {
  Html list;
  list << "<dl class=\"facts\">";
  fact(list, "Release", release.name, true);
  fact(list, "By", release.owner, false);
  fact(list, "Commit", commit_of(release), true);
  fact(list, "Image", images_of(release), true);
  if (!plan.project) fact(list, "Project", release.project, false);
  list << "</dl>";
  return list;
}

Html lock_notes(const Release& release) {
  Html notes;
  if (const auto hold = hold_of(release))
    notes << "<p class=\"warning\">" << hold->owner << " holds the lock since " << time_element(hold->since)
          << ". The run goes on, or was cut off; then the next one undoes this release first.</p>";
  for (const auto& [from, by, at] : release.taken_over)
    notes << "<p>" << by << " took it over from " << from << " on " << time_element(at) << ".</p>";
  return notes;
}

Html steps_part(const Plan& plan, const Release& release, double scale, bool unfolded) {
  Html part;
  const auto bars = page_bars(plan, release);
  if (bars.empty()) return part;
  const double extent = extent_of(bars);
  part << "<details class=\"times\"" << (unfolded ? Html(" open") : Html())
       << "><summary><span class=\"summary-words\">Steps</span>" << page_strip(bars, scale)
       << "<span class=\"took\">" << (extent > 0 ? length_of(extent) : "") << "</span></summary>"
       << page_steps(bars) << "</details>";
  return part;
}

}  // namespace

Html page_release(const Plan& plan, const Release& release, double scale, bool unfolded) {
  const auto [css, word] = standing_of(release, plan.histories.at(release.project));
  Html item;
  item << "<li class=\"release " << css << (release.restores ? " back" : "") << "\" id=\"" << release.name
       << "\"><article>"
       << "<p class=\"when\"><time datetime=\"" << release.started << "\"><span class=\"clock\">"
       << clock_of(release.started) << "</span> <span class=\"day\">" << day_of(release.started)
       << "</span></time></p>"
       << "<div class=\"what\"><header><h3>" << title_of(plan, release) << "</h3><p class=\"pill\">" << word
       << "</p></header>" << restores_sentence(plan, release) << facts(plan, release) << lock_notes(release)
       << page_failure(plan, release, unfolded) << steps_part(plan, release, scale, unfolded)
       << "</div></article></li>\n";
  return item;
}

}  // namespace slipway::stack_backup_info
