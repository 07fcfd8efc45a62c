// Keeps what a module says of its progress.
#pragma once

#include <string>
#include <vector>

#include "system/progress.hpp"
#include "util/foreign.hpp"

namespace slipway::test {

class HeardProgress final : public Progress {
 public:
  void say(const std::string& line) override { lines.push_back(without_marks(line)); }

  std::vector<std::string> lines;
};

}  // namespace slipway::test
