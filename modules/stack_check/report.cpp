#include "stack_check/stack_check.hpp"
#include "util/joined.hpp"

namespace slipway::stack_check {
namespace {

using ansible::Json;

std::string sentence_of(const Problem& problem) {
  return problem.problem + "; " + problem.remedy;
}

std::string message(const Plan& plan) {
  const auto& problems = plan.findings.problems;
  const std::string what = "the " + plan.args.mode;
  if (problems.empty())
    return plan.starts_engine && !plan.engine
               ? "nothing was found that would keep " + what + " from working, but the engine was not asked"
               : "nothing would keep " + what + " from working";
  if (problems.size() == 1) return sentence_of(problems.front());
  std::string text = std::to_string(problems.size()) + " things keep " + what + " from working";
  for (std::size_t i = 0; i < problems.size(); ++i)
    text += (i == 0 ? ": (" : "; (") + std::to_string(i + 1) + ") " + sentence_of(problems[i]);
  return text;
}

/// "acme/app:1.2@sha256:…", also of what is no image.
std::string reference_of(const ImageOption& image) {
  return image.image + (image.tag ? ":" + *image.tag : "") + (image.digest ? "@" + *image.digest : "");
}

}  // namespace

ansible::Result report(const Plan& plan) {
  ansible::Result result;
  result.failed = !plan.findings.problems.empty();
  result.changed = plan.starts_engine;
  result.msg = message(plan);
  Json problems = Json::array();
  for (const auto& [problem, remedy] : plan.findings.problems)
    problems.push_back({{"problem", problem}, {"remedy", remedy}});
  const auto& engine = plan.engine;
  std::vector<std::string> names;
  for (const auto& file : plan.files) names.push_back(file.string());
  Json images = Json::array();
  for (const auto& image : plan.args.images) images.push_back(reference_of(image));
  result.values = {
      {"problems", std::move(problems)},
      {"advice", plan.findings.advice},
      {"engine", engine ? Json{{"version", engine->version}, {"api", engine->api}, {"root", engine->root}}
                        : Json(false)},
      {"compose", plan.compose},
      {"files", names},
      {"images", std::move(images)},
      {"fleet", plan.order ? Json{{"batches", plan.order->batches}, {"time", plan.order->time}} : Json()},
      {"compose_file", plan.needs_compose_file ? joined(names, ":") : ""},
      {"free_mb", plan.free_mb ? Json(*plan.free_mb) : Json()}};
  result.documented = {"problems.problem", "problems.remedy", "advice",        "engine.version",
                       "engine.api",       "engine.root",     "compose",       "files",
                       "images",           "compose_file",    "fleet.batches", "fleet.time"};
  result.warnings = plan.findings.warnings;
  result.secrets = plan.secrets;
  return result;
}

}  // namespace slipway::stack_check
