// The container engine's HTTP API over its Unix socket. Knows HTTP and streams, nothing of what is asked.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "system/process.hpp"
#include "util/error.hpp"

namespace slipway {

using Headers = std::map<std::string, std::string>;  // of a request, beside those that HTTP needs

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

/// The reply to a request that takes its time and is told about in lines until it is done, as /images/create.
class EngineProgress {
 public:
  virtual ~EngineProgress() = default;

  /// The HTTP status; 0 until the engine has begun to answer.
  virtual int status() const = 0;

  /// Whether the reply is whole, and all its lines are taken.
  virtual bool ended() const = 0;

  /// The next line without its newline, whatever the status; nullopt when `deadline` came first, and at the
  /// end. Other replies under way go on meanwhile. Errors: the engine closed the connection in the middle (it
  /// may pass), or sent a line of more than 1 MiB.
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

  /// Sends a POST without a body, on a connection of its own, and does not wait for the answer: that has to
  /// begin before `until`. What the request asked for ends with the connection, when the reply is let go of.
  /// An error is: no connection, which may pass.
  virtual Expected<std::unique_ptr<EngineProgress>> post(const std::string& target, const Headers& headers,
                                                         std::chrono::steady_clock::time_point until) = 0;
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
