#include "system/process.hpp"

#include <utility>

namespace slipway {
namespace {

class EndedCommand final : public StartedCommand {
 public:
  explicit EndedCommand(Expected<CommandOutcome> outcome) : outcome_(std::move(outcome)) {}
  Expected<CommandOutcome> outcome() override { return std::move(outcome_); }

 private:
  Expected<CommandOutcome> outcome_;
};

}  // namespace

Expected<std::unique_ptr<StartedCommand>> Processes::start(const Command& command) {
  auto outcome = run(command);
  if (!outcome && outcome.error().os_error == ENOENT) return tl::unexpected(outcome.error());
  return std::make_unique<EndedCommand>(std::move(outcome));
}

}  // namespace slipway
