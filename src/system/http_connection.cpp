#include "system/http_connection.hpp"

#include <sys/socket.h>

#include <boost/asio/local/stream_protocol.hpp>

#include "system/http_exchange.hpp"

namespace slipway {
namespace {

thread_local unsigned long fetches_ended = 0;

/// SO_SNDTIMEO; 0 would be no limit.
timeval patience_until(HttpConnection::TimePoint until) {
  using namespace std::chrono;
  const auto left = std::max(duration_cast<microseconds>(until - steady_clock::now()), microseconds(1000));
  return {left.count() / 1'000'000, left.count() % 1'000'000};
}

}  // namespace

void HttpConnection::State::connect(const std::vector<std::string>& addresses, unsigned short port) {
  for (const auto& text : addresses) {
    Code no_address;
    const auto address = asio::ip::make_address(text, no_address);
    if (!no_address) endpoints.emplace_back(address, port);
  }
  connecting = true;
  connect_to_next(asio::error::host_not_found);
}

void HttpConnection::State::connect_to_next(Code before) {
  if (!done) return;  // nobody waits any more
  if (tried == endpoints.size() || out_of_time) return end(before);
  const auto endpoint = endpoints[tried++];
  close();
  socket.open(endpoint.protocol(), before);
  if (before) return connect_to_next(before);
  const auto now = std::chrono::steady_clock::now();
  share.expires_at(now + (until - now) / static_cast<long>(endpoints.size() - tried + 1));
  share.async_wait([self = shared_from_this(), which = tried](Code code) {
    if (!code && self->connecting && which == self->tried && which < self->endpoints.size()) self->close();
  });
  socket.async_connect(endpoint, [self = shared_from_this()](Code code) {
    self->share.cancel();
    if (code == asio::error::operation_aborted) code = asio::error::timed_out;
    if (code) return self->connect_to_next(code);
    self->connecting = false;
    self->write();
  });
}

HttpConnection::HttpConnection(std::uint64_t body_limit) : state_(std::make_shared<State>(body_limit)) {}

HttpConnection::~HttpConnection() {
  state_->done = nullptr;
  state_->timer.cancel();
  state_->share.cancel();
  state_->close();
}

HttpOutcome<void> HttpConnection::connect(const std::string& path, TimePoint until) {
  // Blocking: a Unix socket says EAGAIN at once, and nothing later, while the queue of those who wait for a
  // hung engine is full.
  Code code;
  const asio::generic::stream_protocol::endpoint endpoint = asio::local::stream_protocol::endpoint(path);
  state_->socket.open(endpoint.protocol(), code);
  const timeval patience = patience_until(until);
  if (!code)
    (void)::setsockopt(state_->socket.native_handle(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
  if (!code) state_->socket.connect(endpoint, code);
  if (code) return tl::unexpected(HttpFault{HttpFault::Kind::no_connection, code.value(), {}});
  return {};
}

HttpOutcome<HttpReply> HttpConnection::ask(const HttpRequest& request, HttpBody body, TimePoint until) {
  std::optional<HttpOutcome<HttpReply>> outcome;
  state_->begin(request, body, until, [&](auto ended) { outcome = std::move(ended); });
  state_->write();
  http_loop().restart();
  while (!outcome) http_loop().run_one();
  return std::move(*outcome);
}

void HttpConnection::send(const HttpRequest& request, TimePoint until) {
  State* const state = state_.get();  // it holds what is called
  state->begin(request, HttpBody::none, until, [state](auto outcome) { state->header = std::move(outcome); });
  state->write();
}

HttpOutcome<std::optional<HttpReply>> HttpConnection::header(TimePoint until) {
  http_loop().restart();
  http_loop().poll();
  while (!state_->header && std::chrono::steady_clock::now() < until) http_loop().run_one_until(until);
  if (!state_->header) return std::nullopt;
  auto outcome = *std::exchange(state_->header, std::nullopt);
  if (!outcome) return tl::unexpected(std::move(outcome.error()));
  return std::move(*outcome);
}

void HttpConnection::fetch(const std::vector<std::string>& addresses, unsigned short port,
                           const HttpRequest& request, HttpBody body, TimePoint until, Done done) {
  const bool is_kept = reusable();
  state_->begin(request, body, until, [done = std::move(done)](auto outcome) {
    ++fetches_ended;
    done(std::move(outcome));
  });
  is_kept ? state_->write() : state_->connect(addresses, port);
}

HttpOutcome<bool> HttpConnection::read_some(std::string& into, TimePoint until) {
  auto& parser = *state_->parser;
  if (!state_->reading) {
    if (parser.is_done()) return tl::unexpected(HttpFault{});
    state_->reading = true;
    http::async_read_some(state_->socket, state_->buffer, parser,
                          [self = state_->shared_from_this()](Code code, std::size_t) {
                            self->reading = false;
                            self->read_outcome = code;
                          });
  }
  const auto ended_before = fetches_ended;
  http_loop().restart();
  http_loop().poll();  // what is there already counts, even when the time is over
  while (state_->reading && fetches_ended == ended_before && std::chrono::steady_clock::now() < until)
    http_loop().run_one_until(until);
  if (state_->reading) return false;
  into += state_->take_body();
  if (state_->read_outcome) return tl::unexpected(state_->fault(state_->read_outcome));
  return true;
}

bool HttpConnection::whole() const {
  return state_->parser && state_->parser->is_done();
}

bool HttpConnection::reusable() const {
  const auto& parser = state_->parser;
  return state_->socket.is_open() && state_->buffer.size() == 0 && parser && parser->is_done() &&
         parser->keep_alive();
}

void HttpConnection::end_thread() {
  end_http_loop();
}

void HttpConnection::wait(TimePoint until) {
  const auto ended_before = fetches_ended;
  http_loop().restart();
  http_loop().poll();  // as above
  while (fetches_ended == ended_before && http_loop().run_one_until(until) != 0) {
  }
}

}  // namespace slipway
