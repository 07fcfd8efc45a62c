#include <algorithm>

#include "compose/complaint.hpp"
#include "stack_pull/engine_image.hpp"
#include "stack_pull/stack_pull.hpp"
#include "util/excerpt.hpp"

namespace slipway::stack_pull {
namespace {

constexpr std::size_t shown_lines = 5;  // of what a build that failed says last

/// Where the image stands now.
Expected<void> look_at(PlannedImage& image, Engine& engine) {
  TRY_ASSIGN(const auto found, inspect_image(engine, name_at_engine(image.need)));
  image.id = found ? found->id : "";
  image.bytes = found ? found->bytes : 0;
  if (found && image.digest.empty()) image.digest = digest_of(*found, image.need);
  return {};
}

using TimePoint = std::chrono::steady_clock::time_point;

double seconds_between(TimePoint from, TimePoint to) {
  return std::chrono::duration<double>(to - from).count();
}

Expected<void> take_over(const ImagePull& pull, TimePoint start, PlannedImage& image, Engine& engine) {
  image.seconds = pull.seconds();
  if (pull.begun_at()) image.began = seconds_between(start, *pull.begun_at());
  image.failure = pull.failure();
  if (image.failure) return {};
  image.digest = pull.progress().digest();
  TRY(look_at(image, engine));
  if (image.id.empty())
    image.failure = PullFailure{PullTrouble::other, "it told of no error, and has no such image afterwards"};
  return {};
}

Expected<void> pull_all(Plan& plan, TimePoint start, Engine& engine, System& system) {
  std::vector<PlannedImage*> wanted;
  std::vector<PullRequest> requests;
  for (auto& image : plan.images) {
    if (image.step != Step::pull) continue;
    wanted.push_back(&image);
    requests.push_back(image.request);
  }
  const auto pulls = pull_images(engine, system.clock, system.progress, requests, plan.limits);
  for (std::size_t i = 0; i < pulls.size(); ++i) TRY(take_over(pulls[i], start, *wanted[i], engine));
  return {};
}

/// Its last lines: a build says first what it does and then what went wrong.
std::string last_words(const CommandOutcome& outcome) {
  const auto lines = lines_of(outcome.errors.empty() ? outcome.output : outcome.errors);
  std::string words;
  for (std::size_t i = lines.size() - std::min(lines.size(), shown_lines); i < lines.size(); ++i)
    words += lines[i] + "\n";
  return words;
}

std::optional<std::string> build(const Plan& plan, const std::vector<std::string>& services, System& system) {
  std::vector<std::string> arguments{"build"};
  arguments.insert(arguments.end(), services.begin(), services.end());
  Command command =
      compose_command(plan.project_to_ask(), system.environment, plan.to_ask(std::move(arguments)));
  command.folder = plan.project.project_src;
  command.timeout = plan.limits.timeout;
  const auto outcome = system.processes.run(command);
  if (!outcome) return outcome.error().message;
  if (outcome->exit_code == 0) return std::nullopt;
  return compose_complaint({outcome->exit_code, "", last_words(*outcome)}, plan.project.project_src,
                           plan.secrets, system.files);
}

Expected<void> build_all(Plan& plan, TimePoint start, Engine& engine, System& system) {
  std::vector<std::string> services;
  for (const auto& image : plan.images)
    if (image.step == Step::build)
      services.insert(services.end(), image.need.builders.begin(), image.need.builders.end());
  if (services.empty()) return {};
  const auto begin = system.clock.steady();
  system.progress.say("building " + some_of(services));
  plan.build_failure = build(plan, services, system);
  const double seconds = seconds_between(begin, system.clock.steady());
  for (auto& image : plan.images) {
    if (image.step != Step::build) continue;
    image.seconds = seconds;
    image.began = seconds_between(start, begin);
    TRY(look_at(image, engine));
  }
  return {};
}

}  // namespace

Expected<void> apply(Plan& plan, System& system) {
  const Environment environment = compose_environment(system.environment, plan.project.extra);
  const TimePoint start = system.clock.steady();
  TRY_ASSIGN(const auto engine, system.engines.at("", environment, Engines::any_time));
  TRY(pull_all(plan, start, *engine, system));
  plan.done = true;
  const bool failed = std::any_of(plan.images.begin(), plan.images.end(),
                                  [](const PlannedImage& image) { return image.failure.has_value(); });
  return failed ? Expected<void>() : build_all(plan, start, *engine, system);
}

}  // namespace slipway::stack_pull
