// The container engine's HTTP API over its Unix socket. Knows HTTP and streams, nothing of what is asked.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "system/error.hpp"
#include "system/process.hpp"

namespace slipway {

struct EngineReply {
  int status = 0;    // the HTTP status
  std::string body;  // whole, chunks joined
};

/// A reply that goes on, as /events does: one JSON document a line.
class EngineStream {
 public:
  virtual ~EngineStream() = default;

  /// The next line without its newline; nullopt when `deadline` came first; an error when the engine closed
  /// the stream.
  virtual Expected<std::optional<std::string>> next_line(std::chrono::steady_clock::time_point deadline) = 0;
};

class Engine {
 public:
  virtual ~Engine() = default;

  /// One request, its whole reply. `target` is path and query, already percent-encoded:
  /// "/containers/json?all=1". Any HTTP status is a reply; an error is: no connection, no answer in time, an
  /// answer that is not HTTP.
  virtual Expected<EngineReply> request(const std::string& method, const std::string& target,
                                        const std::string& body = {}) = 0;

  /// Opens a stream; a status other than 200 is an error.
  virtual Expected<std::unique_ptr<EngineStream>> stream(const std::string& target) = 0;
};

class Engines {
 public:
  virtual ~Engines() = default;

  /// The engine at `docker_host` ("unix:///run/docker.sock"); empty: DOCKER_HOST of `environment`, else
  /// unix:///var/run/docker.sock. Connects at each request, so an engine that is down is the request's error.
  /// An address that is no Unix socket (tcp://, ssh://) is refused.
  virtual Expected<std::unique_ptr<Engine>> at(const std::string& docker_host,
                                               const Environment& environment) = 0;
};

/// "a b/c" → "a%20b%2Fc": for values inside a query.
std::string percent_encoded(const std::string& text);

}  // namespace slipway
