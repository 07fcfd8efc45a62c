// The deploy lock: an unfinished release, or one that is deployed once more, keeps everybody else out.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "release/release.hpp"

namespace slipway {

struct ReleaseHold {
  std::string owner;
  std::string since;  // 2025-10-31T02:35:04Z
};

/// Who holds the lock by this record; nullopt for one that has ended.
std::optional<ReleaseHold> hold_of(const Release& release);

/// For how long it has been held. 0 when it began in the future (a clock was set back) or at a time that
/// nobody can read: such a lock never runs out by itself.
std::chrono::seconds held_for(const ReleaseHold& hold, std::chrono::system_clock::time_point now);

/// Who wants the lock, and what allows taking it from another owner.
struct LockRequest {
  std::string owner;
  bool break_lock = false;
  std::chrono::seconds lock_timeout{3600};
  std::chrono::system_clock::time_point now;
};

bool may_take_over(const ReleaseHold& hold, const LockRequest& request);

/// Whether the owner's own lock has run out, so that it must be renewed when it goes on.
bool has_run_out(const ReleaseHold& hold, const LockRequest& request);

/// "the deploy 'v2' of project 'shop' was started by ci at … and has not ended; wait for it, or …"
std::string lock_refusal(const Release& release, const ReleaseHold& hold, const LockRequest& request);

/// The record of an unfinished release that another one's takes the place of: it failed, and says who took
/// over; one that was deployed once more is deployed as before.
Release ended_by_take_over(Release release, const LockRequest& request);

/// The record that its new owner goes on with, who is `request.owner`.
Release taken_over(Release release, const LockRequest& request);

/// The record whose owner goes on after its lock has run out.
Release renewed(Release release, const LockRequest& request);

}  // namespace slipway
