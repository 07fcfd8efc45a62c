#include "system/progress.hpp"

namespace slipway {
namespace {

class SilentProgress final : public Progress {
 public:
  void say(const std::string& /*line*/) override {}
};

}  // namespace

Progress& silent_progress() {
  static SilentProgress progress;
  return progress;
}

}  // namespace slipway
