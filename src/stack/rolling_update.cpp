#include "stack/rolling_update.hpp"

#include <algorithm>

#include "stack/canary.hpp"
#include "stack/up_words.hpp"

namespace slipway {

RollingUpdate::RollingUpdate(BringUp& bring_up, System& system, UpCaller& caller, StackProxies& proxies,
                             const TrafficWatch* watch)
    : bring_up_(bring_up),
      system_(system),
      caller_(caller),
      proxies_(proxies),
      watch_(watch),
      swap_(bring_up, system, caller, proxies) {}

Expected<void> RollingUpdate::replace(BringUpService& service) {
  const std::string& name = service.change.service;
  const ServiceModel& model = swap_.model_of(name);
  const auto delay = std::chrono::duration_cast<TimePoint::duration>(model.replacement.update.delay);
  bring_up_.changed = true;
  for (SwapPlan left = swap_.plan_for(service.change); left.to_make > 0 || !left.old.empty();) {
    TRY(replace_group(name, left));
    if (bring_up_.failed) return {};
    const bool is_last = left.to_make <= 0 && left.old.empty();
    if (!is_last) system_.clock.sleep_until(system_.clock.steady() + delay);
    if (is_last && left.there > model.replicas) TRY(scale_down(name));
  }
  return {};
}

/// Of those that are as they shall be, Compose takes the surplus away.
Expected<void> RollingUpdate::scale_down(const std::string& service) {
  for (const auto& arguments : calls_to_add(service, swap_.model_of(service).replicas)) {
    TRY(caller_.call(arguments, " for service " + service, {service}));
    if (bring_up_.failed) break;
  }
  return {};
}

Expected<void> RollingUpdate::replace_group(const std::string& service, SwapPlan& left) {
  const bool all_at_once = bring_up_.settings.strategy == Strategy::canary;
  const long parallelism = all_at_once ? 0 : swap_.model_of(service).replacement.update.parallelism;
  const auto of = [&](long all) { return parallelism > 0 ? std::min(parallelism, all) : all; };
  const auto retired = of(static_cast<long>(left.old.size()));
  TRY_ASSIGN(BackendChange change, swap_.begin(service, left, retired));
  TRY(swap_.prepare(change));
  if (bring_up_.failed) return {};
  TRY(swap_.make(change, of(left.to_make), left.there));
  if (!bring_up_.failed) TRY(swap_.wait_until_well(change));
  if (!bring_up_.failed) switch_over(change);
  if (bring_up_.failed) {
    swap_.take_back(change);
    return {};
  }
  TRY(swap_.let_go(change));
  left.old.erase(left.old.begin(), left.old.begin() + retired);
  left.to_make -= static_cast<long>(change.made.size());
  left.there += static_cast<long>(change.made.size()) - retired;
  return {};
}

void RollingUpdate::switch_over(const BackendChange& change) {
  const auto proxies = proxies_.of(change.service);
  const bool in_steps =
      bring_up_.settings.strategy == Strategy::canary && !bring_up_.settings.puts_back &&
      !change.made.empty() &&
      std::any_of(proxies.begin(), proxies.end(), [](const Proxy* proxy) { return proxy->can_share(); });
  if (in_steps) {
    const auto wrong = go_through_steps(change, swap_, bring_up_, watch_, system_);
    if (!wrong || *wrong) return fail_back(change, wrong ? **wrong : wrong.error().message);
  }
  if (const auto told = swap_.add(change); !told)
    return in_steps ? fail_back(change, told.error().message)
                    : swap_.fail_with(change.service, told.error().message);
  if (watch_ != nullptr && watch_->has_failed_too_often())
    fail_back(change, "more requests have failed than max_failures allows");
}

void RollingUpdate::fail_back(const BackendChange& change, const std::string& why) {
  bring_up_.failed = true;
  bring_up_.message = switched_back({change}, why);
}

}  // namespace slipway
