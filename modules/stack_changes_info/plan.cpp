#include "stack/forecast.hpp"
#include "stack/gap_warnings.hpp"
#include "stack_changes_info/stack_changes_info.hpp"

namespace slipway::stack_changes_info {
namespace {

Expected<std::vector<ImageChange>> wanted_changes(const Args& args) {
  if (args.image) {
    TRY_ASSIGN(auto change, image_change({*args.image, args.tag, args.digest, std::nullopt}));
    return std::vector<ImageChange>{std::move(change)};
  }
  if (args.tag || args.digest) return fail("a tag or digest is given without image; name its repository");
  return optional_image_changes(args.images);
}

UpRules rules_of(const Args& args) {
  UpRules rules;
  if (args.pull == "always") rules.pull = Pull::always;
  if (args.pull == "never") rules.pull = Pull::never;
  rules.force_recreate = args.force_recreate;
  rules.remove_orphans = args.remove_orphans;
  rules.is_rolling = args.strategy == "rolling" || args.strategy == "canary";
  return rules;
}

}  // namespace

Expected<Plan> plan(const Args& args, System& system) {
  TRY(check_proxies(args.proxy));
  TRY_ASSIGN(const ComposeProject project, project_from(args));
  TRY_ASSIGN(const auto images, wanted_changes(args));
  TRY_ASSIGN(const FutureFiles files, future_files(project, images, args, system));
  TRY_ASSIGN(const UpForecast forecast, up_forecast(project, rules_of(args), files, system));
  UpPlan up = up_plan(forecast, args.strategy == "together", args.one_shots == "run");
  auto gaps = gap_warnings(up, forecast.next.model, args.proxy);
  return Plan{std::move(up), std::move(gaps), files.secrets};
}

}  // namespace slipway::stack_changes_info
