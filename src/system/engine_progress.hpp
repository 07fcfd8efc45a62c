// The real EngineProgress, over a connection of its own.
#pragma once

#include "system/engine.hpp"
#include "system/engine_address.hpp"

namespace slipway {

/// As Engine::post.
Expected<std::unique_ptr<EngineProgress>> begin_progress(const EngineAddress& address,
                                                         const std::string& target, const Headers& headers,
                                                         std::chrono::steady_clock::time_point until);

}  // namespace slipway
