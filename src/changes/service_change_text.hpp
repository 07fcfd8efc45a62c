// A foretold change in words.
#pragma once

#include <string>

#include "changes/service_changes.hpp"

namespace slipway {

/// "recreate", "create", "remove", "start", "keep".
const char* word_of(ServiceChange::Action action);

/// "image", "environment", …, "orphan".
const char* word_of(ChangeReason::Kind kind);

/// "app: recreated (image framework:v1 -> framework:v2; environment APP_KEY, APP_URL)".
std::string change_text(const ServiceChange& change);

}  // namespace slipway
