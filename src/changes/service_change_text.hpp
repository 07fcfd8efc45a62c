// A previewed change in words.
#pragma once

#include <string>
#include <vector>

#include "changes/service_changes.hpp"

namespace slipway {

/// "recreate", "restart", "create", "scale", "remove", "start", "keep", "update", "fail".
const char* word_of(ServiceChange::Action action);

/// "image", "environment", …, "unknown".
const char* word_of(ChangeReason::Kind kind);

/// The words of a reason as they may be shown: images are foreign parts (util/foreign.hpp), all else is
/// names.
std::vector<std::string> shown_words(const ChangeReason& reason);

/// "app: recreated (image framework:v1 -> framework:v2; environment APP_KEY, APP_URL)".
/// "app: scaled from 3 to 1: app-2 and app-3 removed"; "app: docker compose up fails: …", with what to do.
std::string change_text(const ServiceChange& change);

}  // namespace slipway
