// The releases as one page of HTML, for people: what is live, and what each deploy did, with its times.
//
// The page is whole in itself: no script, nothing from elsewhere, and a policy in its head that forbids both.
// It says nothing of the time at which it was made, so that the same records make the same page.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "release/steps.hpp"
#include "stack_backup_info/stack_backup_info.hpp"
#include "util/html.hpp"

namespace slipway::stack_backup_info {

/// A span of time on a release's own scale: seconds since its first step began.
struct PageBar {
  enum class Kind { pull, up, other };

  std::string label;
  std::string note;  // what is to be said of it in a word or two; empty: nothing
  Kind kind = Kind::other;
  bool well = true;
  bool is_part = false;        // of the step above: an image or a service
  std::optional<double> from;  // nullopt: its times are not on record
  double to = 0;
  bool ended = true;  // false: it runs, or was cut off, and `to` is `from`
};

/// Reads what the page needs beside the manifests: steps.json and failure.json of each release. What cannot
/// be read is a warning.
void read_for_page(Plan& plan, Files& files);

/// The whole page. Plan::page has been read.
std::string release_page(const Plan& plan);

// The parts of the page, each in a source of its own.

/// The style sheet.
Html page_style();

/// One release as an item of the list. `scale`: the seconds of the longest release on the page; `unfolded`:
/// with its bars and its failure open.
Html page_release(const Plan& plan, const Release& release, double scale, bool unfolded);

/// What a release did, in the order in which it began.
std::vector<PageBar> page_bars(const Plan& plan, const Release& release);

/// The seconds from the first beginning to the last end; 0 when no times are on record.
double extent_of(const std::vector<PageBar>& bars);

/// All steps as one line, on the scale of the page.
Html page_strip(const std::vector<PageBar>& bars, double scale);

/// The steps as a table with a bar each, on the release's own scale.
Html page_steps(const std::vector<PageBar>& bars);

/// Why it failed, and what was seen then, which unfolds; nothing of a release that did not.
Html page_failure(const Plan& plan, const Release& release, bool unfolded);

// Words.

/// "framework:v2" of "registry.example.com:5000/shop/framework:v2"; a digest by its first letters.
std::string short_image(const std::string& reference);

/// Of a list "a:1, b:2" each.
std::string short_images(const std::string& references);

/// Those that it deployed; empty when that is not on record.
std::string images_of(const Release& release);

/// Its commit; empty when that is not on record, or `unknown`, as when nobody gives it.
std::string commit_of(const Release& release);

/// "0.4 s", "12 s", "2 min 5 s".
std::string length_of(double seconds);

/// "31 Oct 2025" and "02:35:04" of a time as records have it; what is none, as it is, and nothing.
std::string day_of(const std::string& time);
std::string clock_of(const std::string& time);

/// The time as an element, in UTC.
Html time_element(const std::string& time);

/// A link to the release on this page; its name alone when it is no longer on record.
Html release_link(const Plan& plan, const std::string& name);

}  // namespace slipway::stack_backup_info
