// A text that other programs can read under a path, and that is on no disk.
#pragma once

#include "system/files.hpp"

namespace slipway {

/// Gone when it is destroyed, and when this process ends.
class HeldText {
 public:
  virtual ~HeldText() = default;

  /// Where a child process of the same user reads it, as often as it likes.
  virtual const Path& path() const = 0;
};

}  // namespace slipway
