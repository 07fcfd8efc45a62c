// What is said when an engine's answer does not come, or is none.
#pragma once

#include <algorithm>
#include <chrono>
#include <string>

#include "system/engine.hpp"
#include "system/engine_address.hpp"
#include "system/http_connection.hpp"

namespace slipway {

/// When a request that begins now has to be answered.
struct EnginePatience {
  std::chrono::steady_clock::time_point begin = std::chrono::steady_clock::now();
  std::chrono::steady_clock::time_point until;
  /// In 60 s, since a busy engine may take long to inspect or to list, but before `at_last`.
  explicit EnginePatience(Engines::TimePoint at_last)
      : until(std::min(begin + std::chrono::seconds(60), at_last)) {}
};

/// The sentence for what went wrong with `what` ("GET /containers/json"). Too long a reply has EFBIG for its
/// os_error.
Error engine_fault(const HttpFault& fault, const EngineAddress& address, const std::string& what,
                   const EnginePatience& patience);

}  // namespace slipway
