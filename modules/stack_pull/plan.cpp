#include <algorithm>

#include "engine/containers.hpp"
#include "stack_pull/engine_image.hpp"
#include "stack_pull/stack_model.hpp"
#include "stack_pull/stack_pull.hpp"
#include "util/rfc3339.hpp"
#include "util/seconds_range.hpp"

namespace slipway::stack_pull {
namespace {

Expected<Plan> plan_for(const Args& args) {
  TRY(check_seconds("timeout", args.timeout, 1));
  if (args.retries < 0 || args.retries > 100)
    return fail("retries: write a number from 0 to 100, not " + std::to_string(args.retries));
  Plan plan;
  TRY_ASSIGN(plan.project, project_from(args));
  plan.limits = {std::chrono::seconds(args.timeout), args.retries};
  return plan;
}

/// Of the option; a service's own comes before it, but for `never`.
PullPolicy default_policy(const std::string& word) {
  return {word == "always" ? PullPolicy::When::always : PullPolicy::When::missing};
}

bool is_due(const PullPolicy& policy, const Image& there, std::chrono::system_clock::time_point now) {
  if (policy.when != PullPolicy::When::older) return policy.when == PullPolicy::When::always;
  const auto since = parse_rfc3339(there.last_tagged);
  return !since || now - *since >= policy.age;
}

bool may_pull(const Args& args, const NeededImage& need) {
  return need.pullable && args.policy != "never" && need.policy.when != PullPolicy::When::never;
}

bool is_pulled(const Args& args, const NeededImage& need, const std::optional<Image>& there, System& system) {
  if (!may_pull(args, need)) return false;
  if (!there) return true;
  // What has this digest is this image, whatever the registry says today.
  return need.pullable->digest.empty() && is_due(need.policy, *there, system.clock.now());
}

bool is_built(const Args& args, const NeededImage& need, const std::optional<Image>& there) {
  if (args.build == "never") return false;
  return args.build == "always" || need.rebuilt || !there;
}

std::string platform_of(const NeededImage& need, const Environment& environment) {
  const auto general = environment.find("DOCKER_DEFAULT_PLATFORM");
  return need.platform.empty() && general != environment.end() ? general->second : need.platform;
}

PullRequest request_for(const NeededImage& need, const Environment& environment,
                        const std::optional<RegistryAccount>& account) {
  const PullableReference& wanted = *need.pullable;
  return {wanted.repository.domain + "/" + wanted.repository.path,
          wanted.digest.empty() ? wanted.tag : wanted.digest, platform_of(need, environment),
          account ? registry_auth(*account) : ""};
}

class Planner {
 public:
  Planner(const Args& args, Environment environment, Engine& engine, RegistryAccounts& accounts,
          System& system)
      : args_(args),
        environment_(std::move(environment)),
        engine_(engine),
        accounts_(accounts),
        system_(system) {}

  Expected<PlannedImage> planned(NeededImage need) {
    PlannedImage image;
    TRY_ASSIGN(const auto there, inspect_image(engine_, name_at_engine(need)));
    image.need = std::move(need);
    if (there) {
      image.id = image.id_before = there->id;
      image.bytes = there->bytes;
      image.digest = digest_of(*there, image.need);
    }
    if (!image.need.builders.empty())
      image.step = is_built(args_, image.need, there) ? Step::build : Step::keep;
    else if (is_pulled(args_, image.need, there, system_))
      prepare_pull(image);
    if (image.step == Step::keep && !there) image.failure = PullFailure{PullTrouble::absent, ""};
    return image;
  }

 private:
  void prepare_pull(PlannedImage& image) {
    image.step = Step::pull;
    image.registry = image.need.pullable->repository.domain;
    const auto account = accounts_.account_at(image.registry);
    image.with_account = account.has_value();
    image.request = request_for(image.need, environment_, account);
  }

  const Args& args_;
  Environment environment_;
  Engine& engine_;
  RegistryAccounts& accounts_;
  System& system_;
};

/// The other nodes of a swarm could not get what is built here.
void leave_builds_out(ComposeModel& model) {
  for (auto& [name, service] : model.services) service.builds = false;
}

}  // namespace

Expected<Plan> plan(const Args& args, System& system) {
  TRY_ASSIGN(Plan plan, plan_for(args));
  const Environment environment = compose_environment(system.environment, plan.project.extra);
  TRY_ASSIGN(auto accounts, RegistryAccounts::of(args.registries, environment, system));
  TRY_ASSIGN(auto model, stack_model(args, plan, system));
  if (model && plan.project.is_on_swarm()) leave_builds_out(*model);
  TRY_ASSIGN(auto needed, needed_images(model, args.images, default_policy(args.policy), plan.warnings));
  TRY_ASSIGN(const auto engine, system.engines.at("", environment, Engines::any_time));
  Planner planner(args, environment, *engine, accounts, system);
  for (auto& need : needed) {
    TRY_ASSIGN(auto image, planner.planned(std::move(need)));
    plan.images.push_back(std::move(image));
  }
  const auto passwords = accounts.secrets();
  plan.secrets.insert(plan.secrets.end(), passwords.begin(), passwords.end());
  plan.warnings.insert(plan.warnings.end(), accounts.warnings().begin(), accounts.warnings().end());
  return plan;
}

}  // namespace slipway::stack_pull
