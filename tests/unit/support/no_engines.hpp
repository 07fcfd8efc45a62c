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
  Expected<WebReply> ask(const SocketRequest&, TimePoint) override { return fail("is not there"); }
  Expected<std::string> converse(const std::string&, const std::string&, TimePoint) override {
    return fail("is not there");
  }
  std::unique_ptr<PageWatch> watch(WatchOrder) override { return nullptr; }
};

}  // namespace slipway::test
