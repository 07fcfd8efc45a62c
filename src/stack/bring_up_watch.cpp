#include "stack/bring_up_watch.hpp"

namespace slipway {

Expected<void> BringUpWatch::begin() {
  const auto& page = bring_up_.settings.watch;
  if (!page) return {};
  TRY_ASSIGN(watch_, TrafficWatch::begin(*page, system_, bring_up_.settings.health.mask));
  return {};
}

void BringUpWatch::end() {
  if (!watch_) return;
  if (!bring_up_.failed)
    watch_->await_first_good_answer(system_, std::chrono::seconds(bring_up_.settings.health.timeout));
  bring_up_.traffic = watch_->end();
  const auto complaint = TrafficWatch::complaint(*bring_up_.settings.watch, *bring_up_.traffic);
  if (!complaint || bring_up_.failed) return;
  bring_up_.failed = true;
  bring_up_.message = *complaint;
}

}  // namespace slipway
