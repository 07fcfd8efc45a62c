// An engine that gives an answer of the test's own to each request, and has no streams.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "system/engine.hpp"

namespace slipway::test {

class ScriptedEngine final : public Engine {
 public:
  std::map<std::string, EngineReply> answers;                 // by "GET /networks/shop"; others are a 404
  std::map<std::string, Error> errors;                        // likewise, in place of an answer
  std::string missing = R"({"message":"No such thing"})";     // what a 404 says
  std::vector<std::pair<std::string, nlohmann::json>> asked;  // with the bodies, in order

  Expected<EngineReply> request(const std::string& method, const std::string& target,
                                const std::string& body) override {
    asked.emplace_back(method + " " + target, nlohmann::json::parse(body, nullptr, false));
    if (const auto error = errors.find(method + " " + target); error != errors.end())
      return tl::unexpected(error->second);
    const auto found = answers.find(method + " " + target);
    return found == answers.end() ? EngineReply{404, missing} : found->second;
  }
  Expected<std::unique_ptr<EngineStream>> stream(const std::string&) override { return fail("no stream"); }
  Expected<std::unique_ptr<EngineProgress>> post(const std::string&, const Headers&,
                                                 std::chrono::steady_clock::time_point) override {
    return fail("no progress");
  }
};

}  // namespace slipway::test
