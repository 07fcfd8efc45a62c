// Pages of others than the engine, over plain HTTP: one GET each, redirects not followed. Requests run while
// the caller waits for something else: for the engine's events, or in Web::wait.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "util/error.hpp"

namespace slipway {

struct WebPage {
  std::vector<std::string> addresses;  // "127.0.0.1", "::1": tried in this order until one connects,
                                       // each for a share of the time
  unsigned short port = 80;
  std::string host;    // what the server is told: "shop.example.com:8080"
  std::string target;  // "/ping?full=1"
  bool with_body = false;
};

struct WebReply {
  int status = 0;
  std::string location;       // of a redirect
  std::string body;           // its first 1 MiB; empty when the body was not asked for
  std::string encoding = {};  // of the body: "gzip"; empty when it is plain
};

/// A request under way; ended for good when it is destroyed.
class WebRequest {
 public:
  virtual ~WebRequest() = default;

  /// nullopt until it has ended. An error is one sentence's end: "refused the connection".
  virtual const std::optional<Expected<WebReply>>& outcome() const = 0;
};

class Web {
 public:
  virtual ~Web() = default;
  using TimePoint = std::chrono::steady_clock::time_point;

  /// Starts a request, which has until `until` to connect and answer.
  virtual std::unique_ptr<WebRequest> get(const WebPage& page, TimePoint until) = 0;

  /// Returns when a request has ended, at the latest at `until`.
  virtual void wait(TimePoint until) = 0;
};

}  // namespace slipway
