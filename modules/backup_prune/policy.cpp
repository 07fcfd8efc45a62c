// From the options to a policy.
#include <chrono>
#include <initializer_list>
#include <utility>

#include "backup_prune/backup_prune.hpp"
#include "release/name.hpp"

namespace slipway::backup_prune {
namespace {

Expected<void> check_counts(const Args& args) {
  for (const auto& [option, count] :
       std::initializer_list<std::pair<const char*, long>>{{"keep_last", args.keep_last},
                                                           {"keep_failed", args.keep_failed},
                                                           {"keep_daily", args.keep_daily},
                                                           {"keep_weekly", args.keep_weekly},
                                                           {"keep_monthly", args.keep_monthly},
                                                           {"keep_yearly", args.keep_yearly}})
    if (count < 0) return fail(std::string(option) + " is negative; give 0 or more");
  return {};
}

}  // namespace

Expected<RetentionPolicy> policy_from(const Args& args, System& system) {
  TRY(check_counts(args));
  RetentionPolicy policy{args.keep_last, args.keep_failed};
  policy.keep_daily = args.keep_daily;
  policy.keep_weekly = args.keep_weekly;
  policy.keep_monthly = args.keep_monthly;
  policy.keep_yearly = args.keep_yearly;
  policy.now = std::chrono::system_clock::to_time_t(system.clock.now());
  if (args.keep_within && !args.keep_within->empty()) {
    auto span = parse_retention_span(*args.keep_within);
    if (!span) return fail_while("keep_within", span.error());
    if (!span->empty()) policy.keep_within = *span;
  }
  for (const auto& name : args.protect) {
    policy.protect.insert(name);
    policy.protect.insert(record_named(name));
  }
  return policy;
}

}  // namespace slipway::backup_prune
