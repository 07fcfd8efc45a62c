// A machine in memory for the tests of the protocol.
#pragma once

#include "system/system.hpp"
#include "unit/support/fake_processes.hpp"
#include "unit/support/fake_users.hpp"
#include "unit/support/fixed_clock.hpp"
#include "unit/support/memory_files.hpp"

namespace slipway::test {

class NoEngines final : public Engines {
 public:
  Expected<std::unique_ptr<Engine>> at(const std::string&, const Environment&) override {
    return fail("there is no engine on this machine");
  }
};

struct Machine {
  MemoryFiles files;
  FakeProcesses processes;
  NoEngines engines;
  FixedClock clock;
  FakeUsers users;
  System system{files, processes, engines,
                clock, users,     {{"HOME", "/home/deploy"}, {"STACKS", "/srv/stacks"}}};
};

}  // namespace slipway::test
