#include "health/host_names.hpp"

#include <algorithm>

#include "util/foreign.hpp"

namespace slipway {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds longest_look_up = 5s;
constexpr auto failure_counts_for = 1s;

}  // namespace

Expected<std::vector<std::string>> HostNames::addresses(const std::string& host, TimePoint at_last) {
  const TimePoint now = system_.clock.steady();
  const auto known = known_.find(host);
  if (known != known_.end() && (known->second.addresses || now < known->second.when + failure_counts_for))
    return known->second.addresses;
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(at_last - now);
  if (left <= 0ms) {
    if (known != known_.end()) return known->second.addresses;
    return fail("has the host name '" + foreign(host) + "', which there was no time left to look up");
  }
  auto found = addresses_of(host, system_.processes, system_.environment, std::min(left, longest_look_up));
  return known_.insert_or_assign(host, Answer{std::move(found), system_.clock.steady()})
      .first->second.addresses;
}

}  // namespace slipway
