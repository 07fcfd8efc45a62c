// Programs that a test answers for.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <utility>
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

  /// Of a program whose output may be of any length; from `answer` when a test says nothing else.
  std::function<Expected<TailedOutcome>(const Command&)> answer_tailed =
      [this](const Command& command) -> Expected<TailedOutcome> {
    TRY_ASSIGN(const auto outcome, answer(command));
    return TailedOutcome{outcome.exit_code, false, {outcome.output + outcome.errors, false}};
  };

  Expected<TailedOutcome> run_tailed(const Command& command, std::size_t) override {
    commands.push_back(command);
    return answer_tailed(command);
  }

  std::vector<std::pair<std::string, std::function<void()>>> left_behind;  // names and what they do

  Expected<void> leave_behind(const std::string& name, const std::function<void()>& work) override {
    left_behind.emplace_back(name, work);
    return {};
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
