#include "system/real.hpp"
#include "system/web_reply.hpp"

namespace slipway {
namespace {

class RealRequest final : public WebRequest {
 public:
  RealRequest(const WebPage& page, Web::TimePoint until)
      : patience_(until - std::chrono::steady_clock::now()), connection_(longest_page) {
    connection_.fetch(page.addresses, page.port, {.target = page.target, .host = page.host, .body = {}},
                      page.with_body ? HttpBody::beginning : HttpBody::none, until,
                      [this](HttpOutcome<HttpReply> outcome) { take(std::move(outcome)); });
  }
  const std::optional<Expected<WebReply>>& outcome() const override { return outcome_; }

 private:
  void take(HttpOutcome<HttpReply> outcome) {
    if (!outcome) {
      outcome_ = tl::unexpected<Error>(page_fault(outcome.error(), patience_));
      return;
    }
    outcome_ = page_reply(std::move(*outcome));
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
  Expected<WebReply> ask(const SocketRequest& asked, TimePoint until) override {
    const auto patience = until - std::chrono::steady_clock::now();
    HttpConnection connection(longest_page);
    if (const auto connected = connection.connect(asked.socket, until); !connected)
      return tl::unexpected(page_fault(connected.error(), patience));
    // A socket has no host: then the field is empty (RFC 9112, 3.2), and Caddy allows no other.
    const HttpRequest request{asked.method, asked.target, "", asked.body};
    auto reply = connection.ask(request, HttpBody::whole, until);
    if (!reply) return tl::unexpected(page_fault(reply.error(), patience));
    return page_reply(std::move(*reply));
  }
  Expected<std::string> converse(const std::string& socket, const std::string& text,
                                 TimePoint until) override {
    return real_conversation(socket, text, until);
  }
  std::unique_ptr<PageWatch> watch(WatchOrder order) override { return real_page_watch(std::move(order)); }
};

}  // namespace

Web& real_web() {
  static RealWeb web;
  return web;
}

}  // namespace slipway
