// Pages of others than the engine, over plain HTTP: one GET each, redirects not followed. Requests run while
// the caller waits for something else: for the engine's events, or in Web::wait. A watch runs by itself.
#pragma once

#include <chrono>
#include <functional>
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

/// A request over a Unix socket.
struct SocketRequest {
  std::string socket;  // its path
  std::string method = "GET";
  std::string target;
  std::string body = {};  // JSON
};

/// One request of a watch.
struct WatchedRequest {
  std::chrono::steady_clock::time_point asked;
  std::chrono::steady_clock::duration took{};
  std::string fault;  // empty: the answer was as it has to be; else the end of a sentence
};

struct WatchOrder {
  WebPage page;
  double rate = 20;                                                // requests a second
  std::chrono::milliseconds patience{0};                           // for each answer
  std::function<std::string(const Expected<WebReply>&)> fault_of;  // called on another thread
};

/// A page that is asked again and again while the caller does something else: each second request over a new
/// connection, the others over kept ones, however slow the answers are. One over a kept connection that is
/// closed before an answer begins is sent again over a new one, as clients do (RFC 9112, 9.3.1). Ends when it
/// is destroyed.
class PageWatch {
 public:
  virtual ~PageWatch() = default;

  /// How many were answered so far, and of them not as they have to be.
  virtual long answered() const = 0;
  virtual long failed() const = 0;

  /// Asks no more, waits for the answers that are due, and returns all requests in the order of the asking.
  virtual std::vector<WatchedRequest> end() = 0;
};

class Web {
 public:
  virtual ~Web() = default;
  using TimePoint = std::chrono::steady_clock::time_point;

  /// One request over HTTP, its whole reply. An error is one sentence's end.
  virtual Expected<WebReply> ask(const SocketRequest& request, TimePoint until) = 0;

  /// Sends a text over a Unix socket, and returns all that comes until the other side closes it. An error is
  /// one sentence's end.
  virtual Expected<std::string> converse(const std::string& socket, const std::string& text,
                                         TimePoint until) = 0;

  /// Begins to ask at once.
  virtual std::unique_ptr<PageWatch> watch(WatchOrder order) = 0;

  /// Starts a request, which has until `until` to connect and answer.
  virtual std::unique_ptr<WebRequest> get(const WebPage& page, TimePoint until) = 0;

  /// Returns when a request has ended, at the latest at `until`.
  virtual void wait(TimePoint until) = 0;
};

}  // namespace slipway
