#include <algorithm>
#include <atomic>
#include <list>
#include <thread>
#include <vector>

#include "system/real.hpp"
#include "system/web_reply.hpp"

namespace slipway {
namespace {

using Steady = std::chrono::steady_clock;

constexpr std::chrono::milliseconds longest_nap{50};  // so that an end is noticed soon
constexpr std::chrono::seconds most_behind{1};        // what a machine that stood still need not make up for

/// Asks on a thread of its own, where all its connections live.
class RealPageWatch final : public PageWatch {
 public:
  explicit RealPageWatch(WatchOrder order) : order_(std::move(order)), thread_([this] { run(); }) {}
  RealPageWatch(const RealPageWatch&) = delete;
  RealPageWatch& operator=(const RealPageWatch&) = delete;
  ~RealPageWatch() override { end(); }

  long answered() const override { return answered_; }
  long failed() const override { return failed_; }

  std::vector<WatchedRequest> end() override {
    ended_ = true;
    if (thread_.joinable()) thread_.join();
    std::stable_sort(requests_.begin(), requests_.end(),
                     [](const auto& left, const auto& right) { return left.asked < right.asked; });
    return std::move(requests_);
  }

 private:
  struct Exchange {
    std::unique_ptr<HttpConnection> connection;
    bool keeps = false;  // the connection is for the next one, too
    bool is_kept = false;
    Steady::time_point asked;
    std::optional<HttpOutcome<HttpReply>> outcome{};
  };

  void run() {
    const auto pause =
        std::chrono::duration_cast<Steady::duration>(std::chrono::duration<double>(1 / order_.rate));
    auto next = Steady::now();
    for (bool keeps = false; !ended_ || !exchanges_.empty();) {
      const auto now = Steady::now();
      if (!ended_ && now >= next) {
        begin(std::exchange(keeps, !keeps));
        next = std::max(next + pause, now - most_behind);
      }
      const auto until = std::min(next, now + longest_nap);
      if (exchanges_.empty())
        std::this_thread::sleep_until(until);
      else
        HttpConnection::wait(until);
      take_outcomes();
    }
    idle_.clear();
    HttpConnection::end_thread();
  }

  void begin(bool keeps) {
    Exchange exchange{nullptr, keeps, keeps && !idle_.empty(), Steady::now()};
    if (exchange.is_kept) {
      exchange.connection = std::move(idle_.back());
      idle_.pop_back();
    } else {
      exchange.connection = std::make_unique<HttpConnection>(longest_page);
    }
    exchanges_.push_back(std::move(exchange));
    ask(exchanges_.back());
  }

  /// The exchange stays where it is until it has ended.
  void ask(Exchange& exchange) {
    HttpRequest request{.target = order_.page.target, .host = order_.page.host, .body = {}};
    request.keep_alive = exchange.keeps;
    exchange.connection->fetch(order_.page.addresses, order_.page.port, request, HttpBody::beginning,
                               exchange.asked + order_.patience, [&exchange](HttpOutcome<HttpReply> outcome) {
                                 exchange.outcome = std::move(outcome);
                               });
  }

  void take_outcomes() {
    for (auto exchange = exchanges_.begin(); exchange != exchanges_.end();) {
      if (!exchange->outcome) {
        ++exchange;
      } else if (was_closed_meanwhile(*exchange)) {
        exchange->is_kept = false;
        exchange->outcome.reset();
        exchange->connection = std::make_unique<HttpConnection>(longest_page);
        ask(*exchange++);
      } else {
        note(*exchange);
        exchange = exchanges_.erase(exchange);
      }
    }
  }

  static bool was_closed_meanwhile(const Exchange& exchange) {
    return exchange.is_kept && !*exchange.outcome &&
           exchange.outcome->error().kind == HttpFault::Kind::closed && !exchange.outcome->error().answered;
  }

  void note(Exchange& exchange) {
    auto& outcome = *exchange.outcome;
    const Expected<WebReply> reply =
        outcome ? Expected<WebReply>(page_reply(std::move(*outcome)))
                : tl::unexpected<Error>(page_fault(outcome.error(), order_.patience));
    requests_.push_back({exchange.asked, Steady::now() - exchange.asked, order_.fault_of(reply)});
    if (!requests_.back().fault.empty()) ++failed_;
    ++answered_;
    if (exchange.keeps && exchange.connection->reusable()) idle_.push_back(std::move(exchange.connection));
  }

  WatchOrder order_;
  std::list<Exchange> exchanges_;  // under way
  std::vector<std::unique_ptr<HttpConnection>> idle_;
  std::vector<WatchedRequest> requests_;
  std::atomic<bool> ended_ = false;
  std::atomic<long> answered_ = 0, failed_ = 0;
  std::thread thread_;  // last: it uses all the others
};

}  // namespace

std::unique_ptr<PageWatch> real_page_watch(WatchOrder order) {
  return std::make_unique<RealPageWatch>(std::move(order));
}

}  // namespace slipway
