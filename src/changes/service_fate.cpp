#include "changes/service_fate.hpp"

#include <algorithm>

#include "changes/replica_choice.hpp"
#include "changes/service_comparison.hpp"

namespace slipway {
namespace {

using Action = ServiceChange::Action;
using Kind = ChangeReason::Kind;

class OwnFate {
 public:
  OwnFate(const UpForecast& forecast, const std::string& name)
      : forecast_(forecast), name_(name), model_(forecast.next.model.services.at(name)) {
    fate_.change.service = name;
  }

  ServiceFate fate() {
    look_at_containers();
    const auto there = static_cast<long>(replicas_.size());
    const auto choice = choose_replicas(replicas_, model_.replicas, forecast_.rules.compose);
    take_kept(choice.kept);
    if (there > 0 && there != model_.replicas)
      add({Kind::scale, {std::to_string(there), std::to_string(model_.replicas)}});
    if (choice.is_certain)
      for (const auto& gone : choice.removed) fate_.change.removed.push_back(gone.container->name);
    for (long more = there; more < model_.replicas; ++more) add_created(more - there);
    decide(there);
    return std::move(fate_);
  }

 private:
  void add(ChangeReason reason) { add_missing({std::move(reason)}, fate_.change.reasons); }

  void look_at_containers() {
    for (const auto& container : forecast_.containers) {
      if (container.service != name_ || container.one_off) continue;
      fate_.change.containers.push_back(container.name);
      highest_ = std::max(highest_, container.number);
      auto reasons = reasons_to_recreate(forecast_, name_, container);
      replicas_.push_back({&container, !reasons.empty() || forecast_.rules.force_recreate});
      reasons_[&container] = std::move(reasons);
    }
  }

  void take_kept(const std::vector<Replica>& kept) {
    for (const auto& [container, obsolete] : kept) {
      add_missing(reasons_[container], fate_.change.reasons);
      recreated_ = recreated_ || obsolete;
      if (!obsolete) fate_.staying.push_back(container);
      if (container->status == "removing") add({Kind::state, {container->name, container->status}});
    }
    if (forecast_.rules.force_recreate && !kept.empty()) add({Kind::forced, {}});
  }

  /// Compose goes on counting (compose/v2, nextContainerNumber).
  void add_created(long nth) {
    fate_.change.created.push_back(model_.container_name.empty()
                                       ? forecast_.next.model.project + "-" + name_ + "-" +
                                             std::to_string(highest_ + 1 + nth)
                                       : model_.container_name);
  }

  void decide(long there) {
    const bool stopped = std::any_of(fate_.staying.begin(), fate_.staying.end(),
                                     [](const auto* container) { return !is_up(*container); });
    fate_.change.action = recreated_                 ? Action::recreate
                          : there == model_.replicas ? (stopped ? Action::start : Action::keep)
                          : there == 0               ? Action::create
                                                     : Action::scale;
  }

  const UpForecast& forecast_;
  const std::string& name_;
  const ServiceModel& model_;
  std::vector<Replica> replicas_;
  std::map<const Container*, std::vector<ChangeReason>> reasons_;
  long highest_ = 0;
  bool recreated_ = false;
  ServiceFate fate_;
};

}  // namespace

ServiceFate fate_by_itself(const UpForecast& forecast, const std::string& service) {
  return OwnFate(forecast, service).fate();
}

void add_missing(const std::vector<ChangeReason>& from, std::vector<ChangeReason>& to) {
  for (const auto& reason : from)
    if (std::find(to.begin(), to.end(), reason) == to.end()) to.push_back(reason);
}

bool is_up(const Container& container) {
  return container.status == "running" || container.status == "restarting";
}

}  // namespace slipway
