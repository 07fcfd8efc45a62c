// The container engine's HTTP API over its Unix socket. Knows HTTP and streams, nothing of what is asked.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "system/process.hpp"
#include "util/error.hpp"

namespace slipway {

struct EngineReply {
  int status = 0;    // the HTTP status
  std::string body;  // whole, chunks joined
};

/// A reply that goes on, as /events does: one JSON document a line.
class EngineStream {
 public:
  virtual ~EngineStream() = default;

  /// The next line without its newline; nullopt when `deadline` came first, or when a request to the web
  /// ended meanwhile; an error when the engine closed the stream (it may pass), or sent a line of more than 1
  /// MiB.
  virtual Expected<std::optional<std::string>> next_line(std::chrono::steady_clock::time_point deadline) = 0;
};

class Engine {
 public:
  virtual ~Engine() = default;

  /// One request, its whole reply. `target` is path and query, already percent-encoded:
  /// "/containers/json?all=1". Any HTTP status is a reply; an error is: no connection, no answer in time, an
  /// answer that is cut off (these may pass), of more than 64 MiB, or not HTTP. The connection is kept for
  /// the next request.
  virtual Expected<EngineReply> request(const std::string& method, const std::string& target,
                                        const std::string& body = {}) = 0;

  /// Opens a stream; a status other than 200 is an error, which may pass when the status is 500 or more.
  virtual Expected<std::unique_ptr<EngineStream>> stream(const std::string& target) = 0;
};

class Engines {
 public:
  virtual ~Engines() = default;
  using TimePoint = std::chrono::steady_clock::time_point;
  static constexpr TimePoint any_time = TimePoint::max();

  /// The engine at `docker_host` ("unix:///run/docker.sock"); empty: DOCKER_HOST of `environment`, else
  /// unix:///var/run/docker.sock. Connects at each request, so an engine that is down is the request's error.
  /// An address that is no Unix socket (tcp://, ssh://) is refused. Each answer has to come within 60 s, and
  /// before `until`.
  virtual Expected<std::unique_ptr<Engine>> at(const std::string& docker_host, const Environment& environment,
                                               TimePoint until) = 0;
};

/// "a b/c" → "a%20b%2Fc": for values inside a query.
std::string percent_encoded(const std::string& text);

}  // namespace slipway
