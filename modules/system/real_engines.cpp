// The one file that includes Boost.Beast: it costs half a minute to compile.
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <functional>

#include "system/engine_address.hpp"
#include "system/real.hpp"

namespace slipway {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using SteadyClock = std::chrono::steady_clock;
using Code = boost::system::error_code;

constexpr std::chrono::seconds reply_time{60};           // a busy engine may take long to inspect or to list
constexpr std::uint64_t longest_reply = 64ULL << 20ULL;  // bytes
constexpr std::size_t longest_line = 1U << 20U;          // bytes, of a stream

/// One connection that carries one request. Every operation is started asynchronously and run to a deadline,
/// since a blocking one would wait for a hung engine for ever.
class Connection {
 public:
  explicit Connection(EngineAddress address) : address_(std::move(address)) {
    parser_.body_limit(longest_reply);
  }

  Expected<void> send(const std::string& method, const std::string& target, const std::string& body) {
    what_ = method + " " + target.substr(0, target.find('?'));
    try {
      socket_.open({});
      // A blocking connect waits while the queue of those who wait for a hung engine is full.
      const timeval patience{reply_time.count(), 0};
      (void)::setsockopt(socket_.native_handle(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
      socket_.connect(asio::local::stream_protocol::endpoint(address_.path));
    } catch (const boost::system::system_error& error) {
      return tl::unexpected(no_answer(address_, error.code().value()));
    }
    http::request<http::string_body> request{http::verb::unknown, target, 11};
    request.method_string(method);
    request.set(http::field::host, "docker");
    request.set(http::field::connection, "close");
    if (!body.empty()) request.set(http::field::content_type, "application/json");
    request.body() = body;
    request.prepare_payload();
    return finish([&](auto done) {
      http::async_write(socket_, request, [done](Code code, std::size_t) { done(code); });
    });
  }

  Expected<void> read_header() {
    return finish([&](auto done) {
      http::async_read_header(socket_, buffer_, parser_, [done](Code code, std::size_t) { done(code); });
    });
  }

  Expected<EngineReply> read_rest() {
    TRY(finish([&](auto done) {
      http::async_read(socket_, buffer_, parser_, [done](Code code, std::size_t) { done(code); });
    }));
    return EngineReply{status(), std::move(parser_.get().body())};
  }

  int status() const { return static_cast<int>(parser_.get().result_int()); }

  /// From here on the reply may go on for ever, and is taken piece by piece.
  void endless() { parser_.body_limit(boost::none); }

  /// Moves what has arrived to the end of `into`; false when nothing came before the deadline. The read that
  /// is then under way stays so and is taken up by the next call.
  Expected<bool> read_some(std::string& into, SteadyClock::time_point deadline) {
    if (!reading_) {
      if (parser_.is_done()) return closed();
      reading_ = true;
      http::async_read_some(socket_, buffer_, parser_, [this](Code code, std::size_t) {
        reading_ = false;
        outcome_ = code;
      });
    }
    context_.restart();
    context_.poll();  // what is there already counts, even when the deadline is over
    if (reading_) context_.run_until(deadline);
    if (reading_) return false;
    into += parser_.get().body();
    parser_.get().body().clear();
    if (outcome_) return closed();
    return true;
  }

 private:
  /// Starts an operation and runs it to its end, or for as long as an engine may take to answer.
  Expected<void> finish(const std::function<void(std::function<void(Code)>)>& start) {
    bool done = false;
    Code outcome;
    start([&](Code code) {
      done = true;
      outcome = code;
    });
    context_.restart();
    context_.run_for(reply_time);
    if (!done) {
      Code ignored;
      socket_.close(ignored);
      context_.run();  // the cancelled operation still refers to this frame
      return fail("the engine at " + address_.url + " took longer than " +
                  std::to_string(reply_time.count()) + " s to answer " + what_ + "; is dockerd overloaded?");
    }
    if (outcome) return broken(outcome);
    return {};
  }

  tl::unexpected<Error> broken(const Code& code) const {
    const std::string at = " at " + address_.url;
    if (code == http::error::end_of_stream || code == http::error::partial_message ||
        code.category() == asio::error::get_system_category())
      return fail("the engine" + at + " closed the connection in the middle of " + what_ +
                      "; was dockerd stopped or restarted?",
                  code.category() == asio::error::get_system_category() ? code.value() : 0);
    if (code == http::error::body_limit)
      return fail("the engine" + at + " answered " + what_ + " with more than 64 MiB");
    return fail("what answers" + at + " is not a container engine: its reply to " + what_ + " is not HTTP (" +
                code.message() + ")");
  }

  tl::unexpected<Error> closed() const {
    return fail("the engine at " + address_.url + " closed the stream of " + what_ +
                "; was dockerd stopped or restarted?");
  }

  EngineAddress address_;
  std::string what_;  // "GET /containers/json", for messages
  asio::io_context context_{1};
  asio::local::stream_protocol::socket socket_{context_};
  beast::flat_buffer buffer_;
  http::response_parser<http::string_body> parser_;
  bool reading_ = false;
  Code outcome_;
};

class RealStream final : public EngineStream {
 public:
  explicit RealStream(std::unique_ptr<Connection> connection) : connection_(std::move(connection)) {}

  Expected<std::optional<std::string>> next_line(SteadyClock::time_point deadline) override {
    for (;;) {
      if (const auto end = arrived_.find('\n'); end != std::string::npos) {
        std::string line = arrived_.substr(0, end);
        arrived_.erase(0, end + 1);
        return line;
      }
      if (arrived_.size() > longest_line)
        return fail(
            "the engine sent a line of more than 1 MiB; is it really a container engine that listens there?");
      TRY_ASSIGN(const bool more, connection_->read_some(arrived_, deadline));
      if (!more) return std::nullopt;
    }
  }

 private:
  std::unique_ptr<Connection> connection_;
  std::string arrived_;
};

class RealEngine final : public Engine {
 public:
  explicit RealEngine(EngineAddress address) : address_(std::move(address)) {}

  Expected<EngineReply> request(const std::string& method, const std::string& target,
                                const std::string& body) override {
    Connection connection(address_);
    TRY(connection.send(method, target, body));
    return connection.read_rest();
  }

  Expected<std::unique_ptr<EngineStream>> stream(const std::string& target) override {
    auto connection = std::make_unique<Connection>(address_);
    TRY(connection->send("GET", target, {}));
    TRY(connection->read_header());
    if (connection->status() != 200) {
      TRY_ASSIGN(const auto reply, connection->read_rest());
      return fail("the engine at " + address_.url + " refused the stream with status " +
                  std::to_string(reply.status) + ": " + reply.body.substr(0, reply.body.find('\n')));
    }
    connection->endless();
    return std::make_unique<RealStream>(std::move(connection));
  }

 private:
  EngineAddress address_;
};

class RealEngines final : public Engines {
 public:
  Expected<std::unique_ptr<Engine>> at(const std::string& docker_host,
                                       const Environment& environment) override {
    TRY_ASSIGN(auto address, engine_address(docker_host, environment));
    return std::make_unique<RealEngine>(std::move(address));
  }
};

}  // namespace

Engines& real_engines() {
  static RealEngines engines;
  return engines;
}

}  // namespace slipway
