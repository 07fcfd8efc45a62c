// A page that is asked again and again, of a real server.
#include <algorithm>
#include <atomic>
#include <catch2/catch_test_macros.hpp>
#include <future>
#include <map>

#include "system/real.hpp"
#include "unit/support/page_server.hpp"

using namespace slipway;
using namespace std::chrono_literals;
using test::PageServer;

namespace {

using Requests = std::vector<PageServer::Request>;
using Reply = PageServer::Reply;

/// What has been answered, told by the watch itself.
class Answers {
 public:
  std::string operator()(const Expected<WebReply>& reply) {
    const std::lock_guard lock(mutex_);
    ++count_;
    changed_.notify_all();
    if (!reply) return reply.error().message;
    return reply->status == 200 ? "" : "answered " + std::to_string(reply->status);
  }
  bool wait_for(long count) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, 1min, [&] { return count_ >= count; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  long count_ = 0;
};

std::unique_ptr<PageWatch> watch(unsigned short port, Answers& answers, double rate = 200,
                                 std::chrono::milliseconds patience = 60s) {
  WatchOrder order;
  order.page = {{"127.0.0.1"}, port, "shop:80", "/ping?a=b", true};
  order.rate = rate;
  order.patience = patience;
  order.fault_of = [&answers](const Expected<WebReply>& reply) { return answers(reply); };
  return real_web().watch(std::move(order));
}

Reply is_well(const PageServer::Request&) {
  return {};
}

bool goes_over_a_new_one(const PageServer::Request& request) {
  return request.text.find("Connection: close\r\n") != std::string::npos;
}

bool has_kept_one(const Requests& requests) {
  return std::any_of(requests.begin(), requests.end(), [](const auto& request) { return request.nth > 0; });
}

auto at_least(std::size_t count) {
  return [count](const Requests& requests) { return requests.size() >= count; };
}

std::vector<std::string> faults(const std::vector<WatchedRequest>& requests) {
  std::vector<std::string> found;
  for (const auto& request : requests)
    if (!request.fault.empty()) found.push_back(request.fault);
  return found;
}

}  // namespace

TEST_CASE("a watch asks for the page again and again, as it is written", "[page_watch]") {
  PageServer server(is_well);
  Answers answers;
  const auto watched = watch(server.port, answers);
  REQUIRE(answers.wait_for(4));
  const auto found = watched->end();
  CHECK(found.size() >= 4);
  CHECK(faults(found).empty());
  CHECK(watched->answered() == static_cast<long>(found.size()));
  CHECK(watched->failed() == 0);
  for (const auto& request : found) CHECK(request.took > 0s);
  CHECK(server.requests().at(0).text.starts_with("GET /ping?a=b HTTP/1.1\r\nHost: shop:80\r\n"));
}

TEST_CASE("each second request goes over a new connection, the others over kept ones", "[page_watch]") {
  PageServer server(is_well);
  Answers answers;
  const auto watched = watch(server.port, answers);
  REQUIRE(server.wait_until(has_kept_one));
  const auto found = watched->end();
  const auto requests = server.requests();
  REQUIRE(requests.size() == found.size());
  std::map<int, long> on_connection;
  for (const auto& request : requests) ++on_connection[request.connection];
  long over_new_ones = 0;
  for (const auto& request : requests)
    if (goes_over_a_new_one(request)) {
      ++over_new_ones;
      CHECK(on_connection[request.connection] == 1);
    }
  CHECK(over_new_ones == static_cast<long>((found.size() + 1) / 2));
}

TEST_CASE("a kept connection that the server closed while idle is no failure: it is asked over a new one",
          "[page_watch]") {
  PageServer server([](const auto&) { return Reply{.closes = true}; });
  Answers answers;
  const auto watched = watch(server.port, answers);
  REQUIRE(answers.wait_for(8));
  const auto found = watched->end();
  CHECK(faults(found).empty());
  CHECK(watched->failed() == 0);
  CHECK(server.requests().size() == found.size());
  CHECK_FALSE(has_kept_one(server.requests()));
}

TEST_CASE("a kept connection that is closed within an answer is a failure", "[page_watch]") {
  PageServer server([](const PageServer::Request& request) {
    return request.nth == 0 ? Reply{} : Reply{.text = "HTTP/1.1 200 OK\r\nContent-", .closes = true};
  });
  Answers answers;
  const auto watched = watch(server.port, answers);
  REQUIRE(server.wait_until(has_kept_one));
  const auto found = faults(watched->end());
  REQUIRE_FALSE(found.empty());
  CHECK(found.front() == "closed the connection before its answer was whole");
  CHECK(watched->failed() == static_cast<long>(found.size()));
}

TEST_CASE("a new connection that is closed without an answer is a failure", "[page_watch]") {
  PageServer server([](const auto&) { return Reply{.text = "", .closes = true}; });
  Answers answers;
  const auto watched = watch(server.port, answers);
  REQUIRE(answers.wait_for(4));
  const auto found = watched->end();
  CHECK(faults(found) ==
        std::vector<std::string>(found.size(), "closed the connection before its answer was whole"));
  CHECK(server.requests().size() == found.size());
}

TEST_CASE("slow answers do not slow the asking", "[page_watch]") {
  PageServer server([](const auto&) { return Reply{.held = true}; });
  Answers answers;
  const auto watched = watch(server.port, answers);
  REQUIRE(server.wait_until(at_least(10)));
  CHECK(watched->answered() == 0);
  server.release();
  CHECK(faults(watched->end()).empty());
}

TEST_CASE("the end of a watch waits for the answers that are due", "[page_watch]") {
  PageServer server([](const auto&) { return Reply{.held = true}; });
  Answers answers;
  const auto watched = watch(server.port, answers);
  REQUIRE(server.wait_until(at_least(3)));
  std::promise<void> ending;
  auto found = std::async(std::launch::async, [&] {
    ending.set_value();
    return watched->end();
  });
  ending.get_future().wait();
  server.release();
  const auto requests = found.get();
  CHECK(requests.size() >= 3);
  CHECK(faults(requests).empty());
  CHECK(server.requests().size() == requests.size());
}

TEST_CASE("requests are told in the order of the asking, whichever is answered first", "[page_watch]") {
  PageServer server([](const auto& request) { return Reply{.held = request.connection == 0}; });
  Answers answers;
  const auto watched = watch(server.port, answers);
  REQUIRE(answers.wait_for(4));
  server.release();
  const auto found = watched->end();
  CHECK(std::is_sorted(found.begin(), found.end(),
                       [](const auto& left, const auto& right) { return left.asked < right.asked; }));
}

TEST_CASE("an answer that is not as it has to be is a failure", "[page_watch]") {
  PageServer server(
      [](const auto&) { return Reply{.text = "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n"}; });
  Answers answers;
  const auto watched = watch(server.port, answers);
  REQUIRE(answers.wait_for(3));
  const auto found = watched->end();
  CHECK(faults(found) == std::vector<std::string>(found.size(), "answered 502"));
  CHECK(watched->failed() == watched->answered());
}

TEST_CASE("an answer that does not come in time is a failure", "[page_watch]") {
  PageServer server([](const auto&) { return Reply{.held = true}; });
  Answers answers;
  const auto watched = watch(server.port, answers, 200, 100ms);
  REQUIRE(answers.wait_for(2));
  const auto found = watched->end();
  CHECK(faults(found) == std::vector<std::string>(found.size(), "did not answer within 0.1 s"));
  for (const auto& request : found) CHECK(request.took >= 100ms);
}

TEST_CASE("a port where nothing listens is counted as failures", "[page_watch]") {
  // Bound, so that nobody else has it meanwhile.
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = ::htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  REQUIRE(::bind(socket, reinterpret_cast<const sockaddr*>(&address), size) == 0);
  REQUIRE(::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) == 0);
  Answers answers;
  const auto watched = watch(::ntohs(address.sin_port), answers);
  REQUIRE(answers.wait_for(3));
  const auto found = watched->end();
  ::close(socket);
  CHECK(faults(found) ==
        std::vector<std::string>(found.size(), "refused the connection: nothing listens there"));
  CHECK(watched->failed() == static_cast<long>(found.size()));
}

TEST_CASE("a watch that nobody ends is ended when it is destroyed", "[page_watch]") {
  PageServer server(is_well);
  Answers answers;
  auto watched = watch(server.port, answers);
  REQUIRE(answers.wait_for(2));
  watched.reset();
  const auto asked = server.requests().size();
  CHECK(asked >= 2);
  watch(server.port, answers)->end();  // at once: maybe before it has asked anything
}

TEST_CASE("watches run side by side, and beside requests of the caller", "[page_watch]") {
  PageServer server(is_well);
  Answers some, others;
  const auto first = watch(server.port, some), second = watch(server.port, others);
  REQUIRE((some.wait_for(3) && others.wait_for(3)));
  const auto until = std::chrono::steady_clock::now() + 60s;
  const auto request = real_web().get({{"127.0.0.1"}, server.port, "shop", "/own", true}, until);
  while (!request->outcome()) real_web().wait(until);
  CHECK(request->outcome()->value().body == "ok");
  CHECK(faults(first->end()).empty());
  CHECK(faults(second->end()).empty());
}
