// A machine in memory for the tests of the protocol.
#pragma once

#include "system/system.hpp"
#include "unit/support/fake_processes.hpp"
#include "unit/support/fake_users.hpp"
#include "unit/support/fixed_clock.hpp"
#include "unit/support/memory_files.hpp"
#include "unit/support/no_engines.hpp"

namespace slipway::test {

struct Machine {
  MemoryFiles files;
  FakeProcesses processes;
  NoEngines engines;
  NoWeb web;
  FixedClock clock;
  FakeUsers users;
  System system{
      files, processes, engines, web, clock, users, {{"HOME", "/home/deploy"}, {"STACKS", "/srv/stacks"}}};
};

}  // namespace slipway::test
