// Pages that a test answers for.
#pragma once

#include <algorithm>
#include <functional>
#include <vector>

#include "system/web.hpp"
#include "unit/support/fixed_clock.hpp"

namespace slipway::test {

class FakeWeb final : public Web {
 public:
  explicit FakeWeb(FixedClock& clock) : clock_(clock) {}

  std::vector<WebPage> asked;
  std::chrono::steady_clock::duration delay{};  // of each answer
  std::function<Expected<WebReply>(const WebPage&)> answer = [](const WebPage&) {
    return WebReply{200, "", ""};
  };

  std::unique_ptr<WebRequest> get(const WebPage& page, TimePoint until) override {
    asked.push_back(page);
    const auto at = clock_.ticks + delay;
    ends_.push_back(std::min(at, until));
    if (at > until) return std::make_unique<Request>(clock_, until, fail("did not answer within 5 s"));
    return std::make_unique<Request>(clock_, at, answer(page));
  }

  std::vector<SocketRequest> socket_requests;
  std::function<Expected<WebReply>(const SocketRequest&)> socket_answer = [](const SocketRequest&) {
    return WebReply{200, "", ""};
  };
  Expected<WebReply> ask(const SocketRequest& request, TimePoint) override {
    socket_requests.push_back(request);
    return socket_answer(request);
  }

  std::vector<std::string> said;  // over sockets
  std::function<Expected<std::string>(const std::string&)> said_back = [](const std::string&) { return ""; };
  Expected<std::string> converse(const std::string&, const std::string& text, TimePoint) override {
    said.push_back(text);
    return said_back(text);
  }

  /// What a watch will have seen, whatever is done meanwhile.
  std::vector<WatchedRequest> watched{{{}, {}, ""}};
  std::optional<WatchOrder> watch_order;  // the last one

  std::unique_ptr<PageWatch> watch(WatchOrder order) override {
    watch_order = std::move(order);
    return std::make_unique<Watch>(watched);
  }

  void wait(TimePoint until) override { clock_.sleep_until(std::min(until, next_end().value_or(until))); }

  /// When the next request ends; one that has ended is told of once.
  std::optional<TimePoint> next_end() {
    const auto soonest = std::min_element(ends_.begin(), ends_.end());
    if (soonest == ends_.end()) return std::nullopt;
    const TimePoint end = *soonest;
    if (end <= clock_.ticks) ends_.erase(soonest);
    return end;
  }

 private:
  class Request final : public WebRequest {
   public:
    Request(FixedClock& clock, TimePoint at, Expected<WebReply> reply)
        : clock_(clock), at_(at), reply_(std::move(reply)) {}
    const std::optional<Expected<WebReply>>& outcome() const override {
      static const std::optional<Expected<WebReply>> none;
      return clock_.ticks >= at_ ? reply_ : none;
    }

   private:
    FixedClock& clock_;
    TimePoint at_;
    std::optional<Expected<WebReply>> reply_;
  };

  class Watch final : public PageWatch {
   public:
    explicit Watch(const std::vector<WatchedRequest>& requests) : requests_(requests) {}
    long answered() const override { return static_cast<long>(requests_.size()); }
    long failed() const override {
      return std::count_if(requests_.begin(), requests_.end(),
                           [](const auto& one) { return !one.fault.empty(); });
    }
    std::vector<WatchedRequest> end() override { return requests_; }

   private:
    const std::vector<WatchedRequest>& requests_;
  };

  FixedClock& clock_;
  std::vector<TimePoint> ends_;
};

}  // namespace slipway::test
