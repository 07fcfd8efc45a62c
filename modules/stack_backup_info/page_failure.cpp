// The flight recorder of a release that failed: what failure.json has of it.
#include "stack_backup_info/page.hpp"

namespace slipway::stack_backup_info {
namespace {

using ansible::Json;

std::string text_in(const Json& json, const char* key) {
  const auto found = json.is_object() ? json.find(key) : json.end();
  return found != json.end() && found->is_string() ? found->get<std::string>() : "";
}

Json list_at(const Json& json, const char* key) {
  const Json list = json.is_object() ? json.value(key, Json()) : Json();
  return list.is_array() ? list : Json::array();
}

/// Without the colours that a program gives its words on a terminal.
std::string plain(const std::string& text) {
  std::string kept;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text.compare(at, 2, "\x1b[") != 0) {
      kept += text[at];
      continue;
    }
    at = text.find_first_not_of("0123456789;", at + 2);
    if (at == std::string::npos) break;
  }
  return kept;
}

void fact(Html& page, const Html& term, const std::string& value) {
  if (!value.empty()) page << "<div><dt>" << term << "</dt><dd>" << value << "</dd></div>";
}

std::string exit_of(const Json& container) {
  const Json code = container.value("exit_code", Json());
  std::string words = code.is_number_integer() ? "exit code " + std::to_string(code.get<long>()) : "";
  if (container.value("oom_killed", Json()) == true)
    words += words.empty() ? "out of memory" : ", out of memory";
  return words;
}

std::string state_of(const Json& container) {
  std::string words = text_in(container, "state");
  for (const std::string& more : {text_in(container, "health"), exit_of(container)})
    if (!more.empty()) words += (words.empty() ? "" : ", ") + more;
  const Json restarts = container.value("restarts", Json());
  if (restarts.is_number_integer() && restarts != 0)
    words += ", restarted " + std::to_string(restarts.get<long>()) + (restarts == 1 ? " time" : " times");
  return words;
}

std::string log_of(const Json& container) {
  std::string lines;
  for (const auto& line : list_at(container, "log"))
    if (line.is_string()) lines += line.get<std::string>() + "\n";
  return plain(lines);
}

void said(Html& page, const Html& what, const std::string& text) {
  if (!text.empty()) page << "<h5>" << what << "</h5><pre>" << text << "</pre>";
}

Html container_part(const Json& container) {
  Html part;
  part << "<section class=\"box\"><h4><span class=\"id\">" << text_in(container, "name")
       << "</span></h4><dl class=\"facts\">";
  fact(part, "Service", text_in(container, "service"));
  fact(part, "State", state_of(container));
  fact(part, "Reason", text_in(container, "reason"));
  part << "</dl>";
  said(part, "Last health probe said", plain(text_in(container, "last_probe")));
  said(part, "Last log lines", log_of(container));
  if (const std::string problem = text_in(container, "log_problem"); !problem.empty())
    part << "<p>Its log: " << problem << "</p>";
  part << "</section>";
  return part;
}

Html site_part(const Json& site) {
  Html part;
  const Json status = site.value("status", Json());
  part << "<section class=\"box\"><h4><span class=\"id\">" << text_in(site, "url")
       << "</span></h4><dl class=\"facts\">";
  if (status.is_number_integer()) fact(part, "Answered", std::to_string(status.get<long>()));
  fact(part, "Reason", text_in(site, "problem"));
  part << "</dl></section>";
  return part;
}

std::string counted(std::size_t count, const std::string& one) {
  return std::to_string(count) + " " + one + (count == 1 ? "" : "s");
}

Html recorder(const Json& failure, bool unfolded) {
  const Json containers = list_at(failure, "containers");
  const Json sites = list_at(failure, "pages");
  Html page;
  if (containers.empty() && sites.empty()) return page;
  std::string what = containers.empty() ? "" : counted(containers.size(), "container");
  if (!sites.empty()) what += (what.empty() ? "" : ", ") + counted(sites.size(), "page");
  page << "<details" << (unfolded ? Html(" open") : Html())
       << "><summary>Flight recorder <span class=\"note\">" << what << " not well</span></summary>";
  for (const auto& container : containers)
    if (container.is_object()) page << container_part(container);
  for (const auto& site : sites)
    if (site.is_object()) page << site_part(site);
  page << "</details>";
  return page;
}

}  // namespace

Html page_failure(const Plan& plan, const Release& release, bool unfolded) {
  Html page;
  const auto found = plan.page_failures.find(release.name);
  const Json failure = found == plan.page_failures.end() ? Json() : found->second;
  if (release.failure_cause.empty() && release.state != ReleaseState::failed) return page;
  page << "<div class=\"failure\"><p class=\"cause\">"
       << (release.failure_cause.empty() ? "Why it failed is not on record." : release.failure_cause)
       << "</p>";
  if (const std::string outcome = text_in(failure, "outcome"); !outcome.empty())
    page << "<p class=\"outcome\">At its end: " << outcome << "</p>";
  if (!release.not_put_back.empty())
    page << "<p class=\"warning\"><strong>Not put back:</strong> " << release.not_put_back << "</p>";
  if (!release.undone_by.empty()) page << "<p class=\"outcome\">Undone by " << release.undone_by << ".</p>";
  page << recorder(failure, unfolded) << "</div>";
  return page;
}

}  // namespace slipway::stack_backup_info
