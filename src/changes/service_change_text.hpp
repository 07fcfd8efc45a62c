// A foretold change in words.
#pragma once

#include <string>
#include <vector>

#include "changes/service_changes.hpp"

namespace slipway {

/// "recreate", "create", "remove", "start", "keep".
const char* word_of(ServiceChange::Action action);

/// "image", "environment", …, "orphan".
const char* word_of(ChangeReason::Kind kind);

/// The words of a reason as they may be shown: images are foreign parts (util/foreign.hpp), all else is
/// names.
std::vector<std::string> shown_words(const ChangeReason& reason);

/// "app: recreated (image framework:v1 -> framework:v2; environment APP_KEY, APP_URL)".
std::string change_text(const ServiceChange& change);

}  // namespace slipway
