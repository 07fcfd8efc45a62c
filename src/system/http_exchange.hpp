// What goes on inside an HttpConnection. Included by http_connection.cpp alone, since it includes
// Boost.Beast.
#pragma once

#include <algorithm>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <limits>
#include <optional>
#include <utility>

#include "system/http_connection.hpp"

namespace slipway {
namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using Code = boost::system::error_code;

/// Of this thread; the first one's is never destroyed, since a connection that lives until the process ends
/// still cancels its timers there.
inline asio::io_context*& current_http_loop() {
  thread_local auto* context = new asio::io_context{1};
  return context;
}

inline asio::io_context& http_loop() {
  return *current_http_loop();
}

/// At the end of a thread that is not the first, when none of its connections is left.
inline void end_http_loop() {
  delete std::exchange(current_http_loop(), nullptr);
}

/// For a child of this process, in which the descriptors of the loop are closed.
inline void renew_http_loop() {
  current_http_loop() = new asio::io_context{1};
}

/// The operations of one connection. Each keeps the state alive until it has been called back.
struct HttpConnection::State : std::enable_shared_from_this<HttpConnection::State> {
  static constexpr std::uint32_t longest_header = 64U << 10U;  // bytes; Tomcat, nginx and Node send less
  static constexpr std::size_t largest_buffer = 256U << 10U;   // bytes, of what is not parsed yet
  // Not string_body, which reserves whatever length the other side announces.
  using Body = http::basic_dynamic_body<beast::flat_buffer>;

  explicit State(std::uint64_t limit) : body_limit(limit) {}

  std::uint64_t body_limit;
  asio::generic::stream_protocol::socket socket{http_loop()};
  asio::steady_timer timer{http_loop()};
  unsigned long timed = 0;  // which deadline counts: a timer's call may be on its way when it is cancelled
  bool out_of_time = false;
  bool connecting = false;
  std::vector<asio::ip::tcp::endpoint> endpoints;
  std::size_t tried = 0;  // of them
  asio::steady_timer share{http_loop()};
  std::chrono::steady_clock::time_point until;
  http::request<http::string_body> request;
  HttpBody wanted = HttpBody::whole;
  beast::flat_buffer buffer{largest_buffer};
  std::optional<http::response_parser<Body>> parser;
  int interim_replies = 0;
  Done done;
  std::optional<HttpOutcome<HttpReply>> header;  // of what was sent
  bool reading = false;                          // of read_some
  Code read_outcome;

  void close() {
    Code ignored;
    socket.close(ignored);
  }

  void begin(const HttpRequest& asked, HttpBody body, TimePoint at_last, Done when_done) {
    request = {http::verb::unknown, asked.target, 11};
    request.method_string(asked.method);
    request.set(http::field::host, asked.host);
    if (!asked.body.empty()) request.set(http::field::content_type, "application/json");
    for (const auto& [name, value] : asked.headers) request.set(name, value);
    request.body() = asked.body;
    request.keep_alive(asked.keep_alive);
    request.prepare_payload();
    wanted = body;
    interim_replies = 0;
    done = std::move(when_done);
    until = at_last;
    timer.expires_at(until);
    timer.async_wait([self = shared_from_this(), serial = ++timed](Code code) {
      if (code || serial != self->timed) return;
      self->out_of_time = true;
      self->close();
    });
  }

  void connect(const std::vector<std::string>& addresses, unsigned short port);

  /// `before`: what came of the address before it, and of all when there is none left.
  void connect_to_next(Code before);

  void write() {
    parser.reset();
    http::async_write(socket, request, [self = shared_from_this()](Code code, std::size_t) {
      code ? self->end(code) : self->read_header();
    });
  }

  void read_header() {
    parser.emplace();
    parser->header_limit(longest_header);
    // Not boost::none, which Boost 1.74 takes for less than any announced length.
    parser->body_limit(wanted == HttpBody::whole ? body_limit : std::numeric_limits<std::uint64_t>::max());
    http::async_read_header(socket, buffer, *parser, [self = shared_from_this()](Code code, std::size_t) {
      if (code) return self->end(code);
      // "100 Continue" and its like come before the reply.
      const bool interim = self->parser->get().result_int() / 100 == 1;
      if (interim && ++self->interim_replies <= 8) return self->read_header();
      self->wanted == HttpBody::none ? self->end({}) : self->read_body();
    });
  }

  void read_body() {
    if (parser->is_done() || (wanted == HttpBody::beginning && parser->get().body().size() >= body_limit))
      return end({});
    http::async_read_some(socket, buffer, *parser, [self = shared_from_this()](Code code, std::size_t) {
      code ? self->end(code) : self->read_body();
    });
  }

  std::string take_body() {
    auto& body = parser->get().body();
    const auto data = body.data();
    std::string text(static_cast<const char*>(data.data()), data.size());
    body.consume(data.size());
    return text;
  }

  void end(Code code) {
    ++timed;
    timer.cancel();
    if (!done) return;
    const auto call = std::exchange(done, nullptr);
    if (code) return call(tl::unexpected(fault(code)));
    auto& message = parser->get();
    const auto field = [&](http::field name) {
      const auto value = message[name];
      return std::string(value.data(), value.size());
    };
    HttpReply reply{static_cast<int>(message.result_int()),
                    field(http::field::location),
                    {},
                    field(http::field::content_encoding)};
    if (wanted != HttpBody::none) reply.body = take_body();
    call(std::move(reply));
  }

  HttpFault fault(const Code& code) const {
    using Kind = HttpFault::Kind;
    const bool of_system = code.category() == boost::system::system_category();
    const bool begun = parser && parser->got_some();
    if (out_of_time) return {Kind::too_slow, 0, {}};
    if (connecting) return {Kind::no_connection, of_system ? code.value() : 0, code.message()};
    if (code == http::error::body_limit) return {Kind::too_long, 0, {}};
    if (code == http::error::header_limit) return {Kind::long_header, 0, {}};
    if (of_system) return {Kind::closed, code.value(), {}, begun};
    if (code == http::error::end_of_stream || code == http::error::partial_message ||
        code == asio::error::eof)
      return {Kind::closed, 0, {}, begun};
    return {Kind::not_http, 0, code.message()};
  }
};

}  // namespace slipway
