// The addresses of the hosts in http checks.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "system/http_url.hpp"
#include "system/system.hpp"

namespace slipway {

/// Looks a host up once for all the checks that name it. What was found is kept; what was not is asked again
/// after a second.
class HostNames {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  explicit HostNames(System& system) : system_(system) {}

  /// Takes five seconds at most, and none beyond `at_last`. Errors: as of addresses_of(); no time left.
  Expected<std::vector<std::string>> addresses(const std::string& host, TimePoint at_last);

 private:
  struct Answer {
    Expected<std::vector<std::string>> addresses;
    TimePoint when;
  };
  System& system_;
  std::map<std::string, Answer> known_;
};

}  // namespace slipway
