#include <array>
#include <cmath>

#include "stack_backup_info/page.hpp"
#include "util/rfc3339.hpp"
#include "util/utc_time.hpp"

namespace slipway::stack_backup_info {
namespace {

constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                            "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::size_t letters_of_digest = 12;

}  // namespace

std::string short_image(const std::string& reference) {
  const std::string digest_mark = "@sha256:";
  const auto digest = reference.find(digest_mark);
  std::string name = reference.substr(0, digest);
  name.erase(0, name.rfind('/') == std::string::npos ? 0 : name.rfind('/') + 1);
  if (digest == std::string::npos) return name;
  return name + "@" + reference.substr(digest + digest_mark.size(), letters_of_digest);
}

std::string short_images(const std::string& references) {
  std::string shown;
  for (std::size_t at = 0; at < references.size();) {
    const auto end = std::min(references.find(", ", at), references.size());
    shown += (shown.empty() ? "" : ", ") + short_image(references.substr(at, end - at));
    at = end + 2;
  }
  return shown;
}

std::string images_of(const Release& release) {
  return metadata_value(release, "Deployed Image").value_or("");
}

std::string commit_of(const Release& release) {
  const std::string commit = metadata_value(release, "Git Commit").value_or("");
  return commit == "unknown" ? "" : commit;
}

std::string length_of(double seconds) {
  if (seconds < 0.05) return "< 0.1 s";
  if (seconds < 9.95) {
    const long tenths = std::lround(seconds * 10);
    return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " s";
  }
  if (seconds < 59.5) return std::to_string(std::lround(seconds)) + " s";
  const long whole = std::lround(seconds);
  return std::to_string(whole / 60) + " min" +
         (whole % 60 == 0 ? "" : " " + std::to_string(whole % 60) + " s");
}

std::string day_of(const std::string& time) {
  const auto parsed = parse_rfc3339(time);
  if (!parsed) return time;
  const std::string date = utc_date(*parsed);  // 2025-10-31
  const auto month = static_cast<std::size_t>(std::stoi(date.substr(5, 2)) - 1);
  return std::to_string(std::stoi(date.substr(8))) + " " + months.at(month) + " " + date.substr(0, 4);
}

std::string clock_of(const std::string& time) {
  const auto parsed = parse_rfc3339(time);
  return parsed ? utc_time_of_day(*parsed) : "";
}

Html time_element(const std::string& time) {
  Html element;
  const std::string clock = clock_of(time);
  if (clock.empty())
    element << time;
  else
    element << "<time datetime=\"" << time << "\">" << day_of(time) << ", " << clock << " UTC</time>";
  return element;
}

Html release_link(const Plan& plan, const std::string& name) {
  Html link;
  if (find_release(plan.folder.releases, name) == nullptr)
    link << "<span class=\"id\">" << name << "</span> (no longer on record)";
  else
    link << "<a class=\"id\" href=\"#" << name << "\">" << name << "</a>";
  return link;
}

}  // namespace slipway::stack_backup_info
