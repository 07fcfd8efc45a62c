// What a module is doing, told while it does it: lines for whoever watches the play.
#pragma once

#include <string>

namespace slipway {

class Progress {
 public:
  virtual ~Progress() = default;

  /// One line of plain text without a secret. Never fails: what cannot be told is no reason for a deploy to
  /// end.
  virtual void say(const std::string& line) = 0;
};

/// For whom nobody watches.
Progress& silent_progress();

}  // namespace slipway
