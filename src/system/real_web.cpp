#include <algorithm>
#include <cerrno>
#include <cstring>

#include "system/http_connection.hpp"
#include "system/real.hpp"
#include "util/seconds_text.hpp"

namespace slipway {
namespace {

constexpr std::uint64_t longest_body = 1U << 20U;  // bytes

Error error_of(const HttpFault& fault, std::chrono::steady_clock::duration patience) {
  using Kind = HttpFault::Kind;
  switch (fault.kind) {
    case Kind::no_connection:
      if (fault.os_error == ECONNREFUSED) return {"refused the connection: nothing listens there"};
      return {"cannot be connected to: " +
              (fault.os_error == 0 ? fault.detail : std::string(std::strerror(fault.os_error)))};
    case Kind::too_slow:
      return {"did not answer within " + patience_in_seconds(patience)};
    case Kind::long_header:
      return {"answered with a header of more than 64 KiB"};
    case Kind::not_http:
      return {"answered with something that is not HTTP (" + fault.detail + ")"};
    default:
      return {"closed the connection before its answer was whole"};
  }
}

class RealRequest final : public WebRequest {
 public:
  RealRequest(const WebPage& page, Web::TimePoint until)
      : patience_(until - std::chrono::steady_clock::now()), connection_(longest_body) {
    connection_.fetch(page.addresses, page.port, {.target = page.target, .host = page.host, .body = {}},
                      page.with_body ? HttpBody::beginning : HttpBody::none, until,
                      [this](HttpOutcome<HttpReply> outcome) { take(std::move(outcome)); });
  }
  const std::optional<Expected<WebReply>>& outcome() const override { return outcome_; }

 private:
  void take(HttpOutcome<HttpReply> outcome) {
    if (!outcome) {
      outcome_ = tl::unexpected<Error>(error_of(outcome.error(), patience_));
      return;
    }
    outcome->body.resize(std::min<std::size_t>(outcome->body.size(), longest_body));
    outcome_ = WebReply{outcome->status, std::move(outcome->location), std::move(outcome->body),
                        std::move(outcome->encoding)};
  }

  std::chrono::steady_clock::duration patience_;
  std::optional<Expected<WebReply>> outcome_;
  HttpConnection connection_;
};

class RealWeb final : public Web {
 public:
  std::unique_ptr<WebRequest> get(const WebPage& page, TimePoint until) override {
    return std::make_unique<RealRequest>(page, until);
  }
  void wait(TimePoint until) override { HttpConnection::wait(until); }
};

}  // namespace

Web& real_web() {
  static RealWeb web;
  return web;
}

}  // namespace slipway
