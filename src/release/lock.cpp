#include "release/lock.hpp"

#include "util/rfc3339.hpp"
#include "util/utc_time.hpp"

namespace slipway {
namespace {

void note_take_over(Release& release, const LockRequest& request) {
  if (const auto hold = hold_of(release))
    release.taken_over.push_back({hold->owner, request.owner, utc_timestamp(request.now)});
}

}  // namespace

std::optional<ReleaseHold> hold_of(const Release& release) {
  if (release.state == ReleaseState::started)
    return ReleaseHold{release.owner, release.resumed.empty() ? release.started : release.resumed};
  if (release.rerun && release.rerun->failed.empty())
    return ReleaseHold{release.rerun->owner, release.rerun->started};
  return std::nullopt;
}

std::chrono::seconds held_for(const ReleaseHold& hold, std::chrono::system_clock::time_point now) {
  const auto since = parse_rfc3339(hold.since);
  if (!since || *since > now) return std::chrono::seconds(0);
  return std::chrono::duration_cast<std::chrono::seconds>(now - *since);
}

bool has_run_out(const ReleaseHold& hold, const LockRequest& request) {
  return held_for(hold, request.now) >= request.lock_timeout;
}

bool may_take_over(const ReleaseHold& hold, const LockRequest& request) {
  return request.break_lock || has_run_out(hold, request);
}

std::string lock_refusal(const Release& release, const ReleaseHold& hold, const LockRequest& request) {
  return "the " + to_text(release.kind) + " '" + release.name + "' of project '" + release.project +
         "' was started by " + hold.owner + " at " + hold.since +
         " and has not ended; wait for it, or, if that run is dead, take it over with break_lock=true, "
         "which is not needed any more after the " +
         std::to_string(request.lock_timeout.count()) + " s of lock_timeout";
}

Release ended_by_take_over(Release release, const LockRequest& request) {
  note_take_over(release, request);
  if (release.state == ReleaseState::started) {
    release.state = ReleaseState::failed;
    release.finished = utc_timestamp(request.now);
  } else if (release.rerun) {
    release.rerun->failed = utc_timestamp(request.now);
  }
  return release;
}

Release taken_over(Release release, const LockRequest& request) {
  note_take_over(release, request);
  return renewed(std::move(release), request);
}

Release renewed(Release release, const LockRequest& request) {
  if (release.state == ReleaseState::started) {
    release.owner = request.owner;
    release.resumed = utc_timestamp(request.now);
  } else if (release.rerun) {
    release.rerun->owner = request.owner;
    release.rerun->started = utc_timestamp(request.now);
  }
  return release;
}

}  // namespace slipway
