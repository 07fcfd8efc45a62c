#include <algorithm>

#include "system/engine_faults.hpp"
#include "system/engine_progress.hpp"
#include "system/real.hpp"
#include "system/reply_lines.hpp"
#include "util/excerpt.hpp"

namespace slipway {
namespace {

using TimePoint = Engines::TimePoint;
using Patience = EnginePatience;

constexpr std::uint64_t longest_reply = 64ULL << 20ULL;  // bytes
constexpr std::size_t longest_reason = 300;              // bytes

class RealStream final : public EngineStream {
 public:
  RealStream(std::unique_ptr<HttpConnection> connection, EngineAddress address, std::string what)
      : connection_(std::move(connection)), address_(std::move(address)), what_(std::move(what)) {}

  Expected<std::optional<std::string>> next_line(TimePoint deadline) override {
    for (;;) {
      if (auto line = lines_.next()) return line;
      if (lines_.too_long()) return fail(line_too_long);
      const auto more = connection_->read_some(lines_.text(), deadline);
      if (!more) return closed(more.error());
      if (!*more) return std::nullopt;
    }
  }

 private:
  tl::unexpected<Error> closed(const HttpFault& fault) const {
    if (fault.kind == HttpFault::Kind::not_http)
      return tl::unexpected(engine_fault(fault, address_, what_, Patience({})));
    return tl::unexpected<Error>(Error{"the engine at " + address_.url + " closed the stream of " + what_ +
                                           "; was dockerd stopped or restarted?",
                                       fault.os_error, true});
  }

  std::unique_ptr<HttpConnection> connection_;
  EngineAddress address_;
  std::string what_;
  ReplyLines lines_;
};

std::string named(const std::string& method, const std::string& target) {
  return method + " " + target.substr(0, target.find('?'));
}

class RealEngine final : public Engine {
 public:
  RealEngine(EngineAddress address, TimePoint until) : address_(std::move(address)), until_(until) {}

  Expected<EngineReply> request(const std::string& method, const std::string& target,
                                const std::string& body) override {
    const Patience patience(until_);
    const HttpRequest asked{method, target, "docker", body, true};
    const bool kept = connection_ && connection_->reusable();
    auto reply = ask(asked, patience);
    if (!reply) connection_.reset();
    // The engine may close a connection that is kept; that says nothing about the engine.
    if (!reply && kept && reply.error().kind == HttpFault::Kind::closed) reply = ask(asked, patience);
    if (!reply) return tl::unexpected(engine_fault(reply.error(), address_, named(method, target), patience));
    return EngineReply{reply->status, std::move(reply->body)};
  }

  Expected<std::unique_ptr<EngineStream>> stream(const std::string& target) override {
    const Patience patience(until_);
    const std::string what = named("GET", target);
    const auto broken = [&](const HttpFault& fault) {
      return tl::unexpected(engine_fault(fault, address_, what, patience));
    };
    auto connection = std::make_unique<HttpConnection>(longest_reply);
    if (const auto connected = connection->connect(address_.path, patience.until); !connected)
      return broken(connected.error());
    const auto reply =
        connection->ask({.target = target, .host = "docker", .body = {}}, HttpBody::none, patience.until);
    if (!reply) return broken(reply.error());
    if (reply->status != 200) return refused(*connection, reply->status, patience);
    return std::make_unique<RealStream>(std::move(connection), address_, what);
  }

  Expected<std::unique_ptr<EngineProgress>> post(const std::string& target, const Headers& headers,
                                                 TimePoint until) override {
    return begin_progress(address_, target, headers, std::min(until, until_));
  }

 private:
  HttpOutcome<HttpReply> ask(const HttpRequest& request, const Patience& patience) {
    if (!connection_ || !connection_->reusable()) {
      connection_ = std::make_unique<HttpConnection>(longest_reply);
      if (auto connected = connection_->connect(address_.path, patience.until); !connected)
        return tl::unexpected(connected.error());
    }
    return connection_->ask(request, HttpBody::whole, patience.until);
  }

  /// With as much of the reason as arrives.
  tl::unexpected<Error> refused(HttpConnection& connection, int status, const Patience& patience) const {
    std::string reason;
    while (reason.find('\n') == std::string::npos && reason.size() < longest_reason) {
      const auto more = connection.read_some(reason, patience.until);
      if (!more || !*more) break;
    }
    return tl::unexpected<Error>(
        Error{"the engine at " + address_.url + " refused the stream with status " + std::to_string(status) +
                  ": " + excerpt(reason.substr(0, std::min(reason.find('\n'), longest_reason))),
              0, status >= 500});
  }

  EngineAddress address_;
  TimePoint until_;
  std::unique_ptr<HttpConnection> connection_;  // kept from one request to the next
};

class RealEngines final : public Engines {
 public:
  Expected<std::unique_ptr<Engine>> at(const std::string& docker_host, const Environment& environment,
                                       TimePoint until) override {
    TRY_ASSIGN(auto address, engine_address(docker_host, environment));
    return std::make_unique<RealEngine>(std::move(address), until);
  }
};

}  // namespace

Engines& real_engines() {
  static RealEngines engines;
  return engines;
}

}  // namespace slipway
