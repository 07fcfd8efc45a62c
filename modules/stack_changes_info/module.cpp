// The option table, and what is reported.
#include <algorithm>

#include "changes/service_change_text.hpp"
#include "env_file/option_lines.hpp"
#include "stack/strategy.hpp"
#include "stack_changes_info/drift_text.hpp"
#include "stack_changes_info/stack_changes_info.hpp"

namespace slipway::stack_changes_info {
namespace {

using ansible::Json;

Json entry_of(const ServiceChange& change) {
  Json reasons = Json::array();
  for (const auto& reason : change.reasons)
    reasons.push_back({{"kind", word_of(reason.kind)}, {"what", shown_words(reason)}});
  return {{"service", change.service},
          {"action", word_of(change.action)},
          {"reasons", std::move(reasons)},
          {"containers", change.containers},
          {"created", change.created},
          {"removed", change.removed},
          {"may_be_recreated", change.may_be_recreated}};
}

std::string way_of(const Plan& plan, const ServiceChange& change) {
  const auto replacement = plan.up.replacements.find(change.service);
  if (replacement == plan.up.replacements.end()) return "";
  const bool is_away = !replacement->second.start_first;
  return "; " + replacement_text(replacement->second) +
         (is_away && !plan.last_gap.empty() ? "; " + plan.last_gap : "");
}

std::vector<ansible::Option<Args>> options() {
  using ansible::option;
  std::vector<ansible::Option<Args>> lines{
      option("image", &Args::image, "the repository that gets another tag or digest"),
      option("tag", &Args::tag, "the tag that it would get"),
      option("digest", &Args::digest, "the digest that it would get"),
      images_option(&Args::images),
      option("pull", &Args::pull, "as docker compose up --pull would have it")
          .choices({"always", "missing", "never"})
          .default_to("missing"),
      option("force_recreate", &Args::force_recreate, "as docker compose up --force-recreate")
          .default_to(false),
      option("remove_orphans", &Args::remove_orphans, "as docker compose up --remove-orphans")
          .default_to(false),
      option("strategy", &Args::strategy, "as of stack_up: service by service, or with one docker compose up")
          .choices(strategy_words())
          .default_to("recreate"),
      option("proxy", &Args::proxy, proxy_lines(), "as of stack_up, for the gaps of a rolling deploy"),
      option("backups_path", &Args::backups_path,
             "where records live: of a service that will be away, the gap of the last release is told"),
      option("against", &Args::against,
             "what is compared: the files as they are or would be, or the live release with the stack")
          .choices({"files", "release"})
          .default_to("files"),
      option("fail_on_drift", &Args::fail_on_drift,
             "with against=release: whether what is found is a failure")
          .default_to(false),
      option("one_shots", &Args::one_shots,
             "as of stack_up: what to do with services that others wait for to run to their end")
          .choices({"run", "skip"})
          .default_to("run")};
  ansible::add_lines(lines, project_option_lines());
  // The record of a release says which files it has.
  std::find_if(lines.begin(), lines.end(), [](const auto& line) {
    return line.info.name == "files";
  })->info.required = false;
  ansible::add_lines(lines, env_file::option_lines());
  return lines;
}

std::vector<std::vector<std::string>> exclusive_options() {
  auto groups = env_file::exclusive_options();
  for (auto& group : exclusive_image_options({"image", "tag", "digest"})) groups.push_back(std::move(group));
  return groups;
}

void add_drift(const Drift& drift, ansible::Result& result) {
  result.values["drift"] = Json::array();
  for (const auto& [kind, subject, said] : drift.findings)
    result.values["drift"].push_back({{"kind", kind}, {"subject", subject}, {"said", said}});
  result.values["release"] = drift.release ? Json(*drift.release) : Json();
  result.values["verdict"] = verdict(drift);
  result.documented.insert({"drift.kind", "drift.subject", "drift.said", "release", "verdict"});
  result.warnings.insert(result.warnings.end(), drift.doubts.begin(), drift.doubts.end());
  result.failed = drift.fails && !drift.findings.empty();
  if (result.failed) result.msg = drift_text(drift);
}

}  // namespace

ansible::Result report(const Plan& plan) {
  ansible::Result result;
  result.values["services"] = Json::array();
  result.values["summary"] = Json::array();
  for (const auto& change : plan.up.changes) {
    result.values["services"].push_back(entry_of(change));
    result.values["summary"].push_back(change_text(change) + way_of(plan, change));
    if (change.action == ServiceChange::Action::fail) result.warnings.push_back(change_text(change));
  }
  for (const auto& gap : plan.gaps)
    result.warnings.push_back(gap + (plan.last_gap.empty() ? "" : "; " + plan.last_gap));
  result.values["levels"] = plan.up.levels;
  result.values["fallback"] = plan.up.fallback ? Json(*plan.up.fallback) : Json();
  result.secrets = plan.secrets;
  result.documented = {"services.service",
                       "services.action",
                       "services.reasons.kind",
                       "services.reasons.what",
                       "services.containers",
                       "summary",
                       "levels",
                       "fallback"};
  if (plan.drift) add_drift(*plan.drift, result);
  return result;
}

ansible::Module<Args, Plan> module() {
  return {{"stack_changes_info", "Preview which containers of a Compose stack would be replaced, and why",
           options(), exclusive_options()},
          plan,
          [](Plan&, System&) -> Expected<void> { return {}; },
          report};
}

}  // namespace slipway::stack_changes_info
