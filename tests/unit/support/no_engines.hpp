// A machine without a container engine, and without a web to ask.
#pragma once

#include "system/engine.hpp"
#include "system/web.hpp"

namespace slipway::test {

class NoEngines final : public Engines {
 public:
  Expected<std::unique_ptr<Engine>> at(const std::string&, const Environment&, TimePoint) override {
    return fail("there is no engine on this machine");
  }
};

class NoWeb final : public Web {
 public:
  std::unique_ptr<WebRequest> get(const WebPage&, TimePoint) override { return nullptr; }
  void wait(TimePoint) override {}
};

}  // namespace slipway::test
