#include "stack_backup_info/page.hpp"

#include <algorithm>

namespace slipway::stack_backup_info {
namespace {

const std::string& project_of(const Plan& plan) {
  return plan.project ? *plan.project : plan.asked_project;
}

Html head(const Plan& plan) {
  const std::string& project = project_of(plan);
  Html head;
  head << "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
          "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
          "'unsafe-inline'\">\n"
          "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
          "<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"referrer\" "
          "content=\"no-referrer\">\n<title>"
       << (project.empty() ? "Releases" : "Releases of " + project) << "</title>\n<style>" << page_style()
       << "</style>\n</head>\n";
  return head;
}

/// What a rollback without a name would do to this project.
Html rollback_sentence(const Plan& plan, const ReleaseHistory& history) {
  Html sentence;
  if (!history.undo) return sentence;
  const Release* undone = find_release(plan.folder.releases, *history.undo);
  sentence << "<p class=\"aside\">A rollback would undo " << release_link(plan, *history.undo);
  if (undone != nullptr && undone->live_before)
    sentence << " and put back " << release_link(plan, *undone->live_before);
  sentence << ".</p>";
  return sentence;
}

/// Which rollback made it live, if one did.
const Release* rollback_to(const Plan& plan, const Release& live) {
  const auto& releases = plan.folder.releases;
  const auto newest = std::find_if(releases.rbegin(), releases.rend(), [&](const Release& release) {
    return release.project == live.project && release.state == ReleaseState::deployed;
  });
  const bool is_rollback = newest != releases.rend() && newest->kind == ReleaseKind::rollback;
  return is_rollback && newest->name != live.name ? &*newest : nullptr;
}

Html live_card(const Plan& plan, const std::string& project, const ReleaseHistory& history) {
  Html card;
  const Release* live = history.live ? find_release(plan.folder.releases, *history.live) : nullptr;
  card << "<div class=\"" << (live == nullptr ? "now none" : "now") << "\">";
  card << "<p class=\"eyebrow\">"
       << (live == nullptr ? Html("Live") : Html("<span class=\"dot\"></span>Live now"))
       << (plan.histories.size() > 1 ? ": " + project : "") << "</p>";
  if (live == nullptr) {
    card << "<p class=\"headline\">Nothing is live</p><p>No deploy of it has gone well yet, or its record is "
            "gone.</p></div>";
    return card;
  }
  const std::string image = short_images(images_of(*live));
  card << "<p class=\"headline\">" << (image.empty() ? live->name : image) << "</p><p>Release "
       << release_link(plan, live->name);
  if (const std::string commit = commit_of(*live); !commit.empty())
    card << ", commit <span class=\"id\">" << commit << "</span>";
  card << ", deployed by " << live->owner << " on "
       << time_element(live->finished.empty() ? live->started : live->finished) << ".";
  if (const Release* rollback = rollback_to(plan, *live))
    card << " Put back by rollback " << release_link(plan, rollback->name) << ", "
         << time_element(rollback->finished) << ".";
  card << "</p>" << rollback_sentence(plan, history) << "</div>";
  return card;
}

Html live_section(const Plan& plan) {
  Html section;
  section << "<section aria-labelledby=\"live\"><h2 id=\"live\" class=\"unseen\">Live</h2>\n";
  for (const auto& [project, history] : plan.histories) section << live_card(plan, project, history);
  section << "</section>\n";
  return section;
}

Html empty_section(const Plan& plan) {
  Html section;
  section
      << "<section class=\"empty\" aria-labelledby=\"none\"><h2 id=\"none\">No release is on record yet</h2>"
         "<p>The first deploy makes one:</p>"
         "<pre>ansible-playbook slipway.compose.deploy_update -e image_tag=TAG</pre>"
         "<p>A stack that runs already is recorded as it is, and nothing of it is touched:</p>"
         "<pre>ansible-playbook slipway.compose.adopt</pre>"
         "<p class=\"aside\">Looked for in <span class=\"id\">"
      << plan.backups_path.string()
      << "</span>. Are records kept elsewhere? <span class=\"id\">backups_path</span> says where."
      << "</p></section>\n";
  return section;
}

/// `scale`: as of page_release.
Html legend(double scale) {
  Html keys;
  keys << "<p class=\"legend\"><span><span class=\"key pull\"></span>pull</span>"
          "<span><span class=\"key up\"></span>bring up, until healthy</span>"
          "<span><span class=\"key other\"></span>other steps</span>"
          "<span><span class=\"key bad\"></span>failed</span>"
          "<span class=\"scale\">folded lines share one scale: 0 to "
       << length_of(scale) << "</span></p>\n";
  return keys;
}

/// A folder of an older playbook: only its name is known.
Html plain_item(const std::string& name) {
  Html item;
  item << "<li class=\"release past\" id=\"" << name
       << "\"><article><p class=\"when\"></p><div class=\"what\"><header><h3>" << name
       << "</h3><p class=\"pill\">Unknown</p></header><p>A backup of an older playbook, without a "
          "record.</p></div></article></li>\n";
  return item;
}

Html history_section(const Plan& plan) {
  const auto& releases = plan.folder.releases;
  double scale = 0;
  for (const auto& release : releases) scale = std::max(scale, extent_of(page_bars(plan, release)));
  Html section;
  section << "<section aria-labelledby=\"history\"><h2 id=\"history\">History</h2>\n"
          << (scale > 0 ? legend(scale) : Html()) << "<ol class=\"releases\" reversed>\n";
  for (auto release = releases.rbegin(); release != releases.rend(); ++release)
    section << page_release(plan, *release, scale, release == releases.rbegin());
  for (auto name = plan.folder.plain.rbegin(); name != plan.folder.plain.rend(); ++name)
    section << plain_item(*name);
  section << "</ol></section>\n";
  return section;
}

Html damaged_section(const Plan& plan) {
  Html section;
  if (plan.folder.damaged.empty()) return section;
  section << "<section aria-labelledby=\"damaged\"><h2 id=\"damaged\">Left out</h2>"
             "<p>These records cannot be read. Mend them, or move them away.</p><ul>";
  for (const auto& record : plan.folder.damaged)
    section << "<li><span class=\"id\">" << record.name << "</span>: " << record.reason << "</li>";
  section << "</ul></section>\n";
  return section;
}

std::string counted(const Plan& plan) {
  const auto count = plan.folder.releases.size() + plan.folder.plain.size();
  return std::to_string(count) + (count == 1 ? " release" : " releases") + " on record";
}

}  // namespace

std::string release_page(const Plan& plan) {
  const bool is_empty = plan.folder.releases.empty() && plan.folder.plain.empty();
  const std::string& project = project_of(plan);
  Html page = head(plan);
  page << "<body>\n<header class=\"top\"><p class=\"eyebrow\">Releases</p><h1>"
       << (project.empty() ? "All projects" : project) << "</h1>";
  if (!is_empty) {
    const std::string host = plan.folder.releases.empty() ? "" : plan.folder.releases.back().host;
    page << "<p class=\"aside\">" << counted(plan) << (host.empty() ? "" : ", on host " + host) << "</p>";
  }
  page << "</header>\n<main>\n";
  if (is_empty)
    page << empty_section(plan);
  else
    page << live_section(plan) << history_section(plan);
  page << damaged_section(plan)
       << "</main>\n<footer><p>All times are UTC. Made by <span class=\"id\">slipway.compose.releases</span>";
  if (!is_empty)
    page << " from the records in <span class=\"id\">" << plan.backups_path.string() << "</span>";
  page << ".</p></footer>\n</body>\n</html>\n";
  return page.text();
}

}  // namespace slipway::stack_backup_info
