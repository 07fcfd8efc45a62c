#include "stack/blue_green.hpp"

#include "health/engine_queries.hpp"
#include "stack/new_containers.hpp"
#include "stack/up_words.hpp"
#include "util/joined.hpp"

namespace slipway {

BlueGreen::BlueGreen(BringUp& bring_up, System& system, UpCaller& caller, StackProxies& proxies)
    : bring_up_(bring_up), system_(system), proxies_(proxies), swap_(bring_up, system, caller, proxies) {}

bool BlueGreen::serves(const BringUpService& service) const {
  return bring_up_.settings.strategy == Strategy::blue_green && service.replacement &&
         service.replacement->start_first && !proxies_.of(service.change.service).empty();
}

std::set<std::string> BlueGreen::services() const {
  std::set<std::string> names;
  for (const auto& service : bring_up_.services)
    if (serves(service)) names.insert(service.change.service);
  return names;
}

/// Compose counts what it is asked for and what that depends on, and takes no other count.
std::map<std::string, long> BlueGreen::counts_beside(const std::string& service) const {
  std::map<std::string, long> counts;
  for (const auto& change : changes_)
    if (dependents_of({change.service}, bring_up_.forecast.next.model).count(service) != 0)
      counts[change.service] =
          static_cast<long>(change.staying.size() + change.old.size() + change.made.size());
  return counts;
}

Expected<void> BlueGreen::make(const BringUpService& service) {
  const std::string& name = service.change.service;
  bring_up_.changed = true;
  const SwapPlan plan = swap_.plan_for(service.change);
  TRY_ASSIGN(auto begun, swap_.begin(name, plan, static_cast<long>(plan.old.size())));
  TRY(swap_.prepare(begun));
  if (bring_up_.failed) return {};
  const auto others = counts_beside(name);
  changes_.push_back(std::move(begun));  // from here on it can be taken back
  BackendChange& change = changes_.back();
  TRY(swap_.make(change, plan.to_make, plan.there, others));
  return bring_up_.failed ? Expected<void>{} : swap_.wait_until_well(change);
}

void BlueGreen::switch_over() {
  if (changes_.empty()) return;
  std::vector<std::string> names;
  for (const auto& change : changes_) names.push_back(change.service);
  system_.progress.say("all requests go to the new containers of " + joined(names, ", "));
  has_switched_ = true;
  for (const auto& change : changes_)
    if (const auto told = swap_.move_over(change); !told) return fail_with(told.error().message);
}

Expected<void> BlueGreen::look(const TrafficWatch* watch, bool is_there) {
  if (changes_.empty() || bring_up_.settings.puts_back) return {};
  const auto seconds = bring_up_.settings.keep_old;
  if (seconds.count() > 0)
    system_.progress.say("looking at the new containers for " + std::to_string(seconds.count()) +
                         " s, while the old ones run on");
  TRY_ASSIGN(const auto fault, fault_while(changes_, seconds, bring_up_, watch, system_));
  if (fault) fail_with("after the switch " + *fault);
  const std::chrono::seconds patience(bring_up_.settings.health.timeout);
  if (!fault && is_there && watch != nullptr && !watch->await_first_good_answer(system_, patience))
    fail_with("the watched page " + bring_up_.settings.watch->url + " was not well before, and is not now");
  return {};
}

void BlueGreen::fail_with(const std::string& why) {
  bring_up_.failed = true;
  bring_up_.message = why;
}

Expected<void> BlueGreen::finish() {
  for (const auto& change : changes_) TRY(swap_.let_go(change));
  changes_.clear();
  return {};
}

void BlueGreen::go_back() {
  if (has_switched_ && !changes_.empty()) system_.progress.say("all requests go to the old containers again");
  for (const auto& change : changes_)
    if (has_switched_ && !change.old.empty()) swap_.point_back(change);
  for (const auto& change : changes_) swap_.take_back(change);
  if (has_switched_ && bring_up_.failed) bring_up_.message = switched_back(changes_, bring_up_.message);
  changes_.clear();
}

Expected<HealthSettings> BlueGreen::without_old(HealthSettings settings) const {
  std::set<std::string> old;
  for (const auto& change : changes_)
    for (const auto& container : change.old) old.insert(container.id);
  if (old.empty()) return settings;
  TRY_ASSIGN(const auto engine, engine_of(settings, system_, Engines::any_time));
  TRY_ASSIGN(const auto containers, listed_containers(*engine, bring_up_.project));
  for (const auto& container : containers)
    if (old.count(container.id) == 0) settings.containers.insert(container.id);
  return settings;
}

std::set<std::string> dependents_of(const std::set<std::string>& services, const ComposeModel& model) {
  std::set<std::string> found;
  for (bool again = true; again;) {
    again = false;
    for (const auto& [name, service] : model.services)
      for (const auto& dependency : service.depends_on)
        if (services.count(dependency.service) != 0 || found.count(dependency.service) != 0)
          again = found.insert(name).second || again;
  }
  return found;
}

}  // namespace slipway
