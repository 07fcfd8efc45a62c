// An engine that hands everything on to another one.
#pragma once

#include "system/engine.hpp"

namespace slipway::test {

class ForwardingEngine : public Engine {
 public:
  explicit ForwardingEngine(Engine& engine) : engine_(engine) {}
  Expected<EngineReply> request(const std::string& method, const std::string& target,
                                const std::string& body) override {
    return engine_.request(method, target, body);
  }
  Expected<std::unique_ptr<EngineStream>> stream(const std::string& target) override {
    return engine_.stream(target);
  }
  Expected<std::unique_ptr<EngineProgress>> post(const std::string& target, const Headers& headers,
                                                 std::chrono::steady_clock::time_point until) override {
    return engine_.post(target, headers, until);
  }

 private:
  Engine& engine_;
};

}  // namespace slipway::test
