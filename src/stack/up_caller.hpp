// `docker compose`, as it is run while a stack is brought up.
#pragma once

#include <chrono>
#include <set>
#include <string>

#include "stack/up_calls.hpp"

namespace slipway {

class UpCaller {
 public:
  UpCaller(BringUp& bring_up, System& system, std::chrono::steady_clock::time_point deadline)
      : bring_up_(bring_up), system_(system), deadline_(deadline) {}

  /// `docker compose ARGUMENTS` in the time that is left; what goes wrong is the outcome of the bring-up.
  /// `whom`: " for service app", or empty.
  Expected<void> call(const ComposeArguments& arguments, const std::string& whom,
                      std::set<std::string> services);

  /// At least one: a deadline that is just over still ends with what the engine says.
  long seconds_left() const;

 private:
  Expected<void> fail_with(std::string message, std::set<std::string> services);

  BringUp& bring_up_;
  System& system_;
  std::chrono::steady_clock::time_point deadline_;
};

}  // namespace slipway
