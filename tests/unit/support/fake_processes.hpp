// Programs that a test answers for.
#pragma once

#include <deque>
#include <functional>
#include <map>
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

  std::map<std::string, std::string> held;  // what was held for children, by its path; it stays for the test

  Expected<std::unique_ptr<HeldText>> hold(std::string_view text) override {
    auto made = std::make_unique<Held>("/proc/1/fd/" + std::to_string(held.size()));
    held[made->path().string()] = text;
    return made;
  }

 private:
  struct Held final : HeldText {
    explicit Held(Path where) : place(std::move(where)) {}
    const Path& path() const override { return place; }
    Path place;
  };
};

}  // namespace slipway::test
