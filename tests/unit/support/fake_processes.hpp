// Programs that a test answers for.
#pragma once

#include <deque>
#include <functional>
#include <vector>

#include "system/process.hpp"

namespace slipway::test {

class FakeProcesses final : public Processes {
 public:
  std::vector<Command> commands;  // what was run, in order
  std::function<Expected<CommandOutcome>(const Command&)> answer = [](const Command&) {
    return CommandOutcome{};
  };

  Expected<CommandOutcome> run(const Command& command) override {
    commands.push_back(command);
    return answer(command);
  }
};

}  // namespace slipway::test
