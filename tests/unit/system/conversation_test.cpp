// What is said over a real Unix socket: a text until the other side closes, and HTTP.
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <future>
#include <thread>

#include "system/real.hpp"
#include "unit/support/scratch_folder.hpp"

using namespace slipway;
using namespace std::chrono_literals;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;

namespace {

/// Listens on a socket, takes one connection, reads to `until` and sends the parts of its reply; `holds`:
/// until the client goes.
class Server {
 public:
  Server(std::string until, std::vector<std::string> reply, bool holds = false)
      : path((folder_ / "socket").string()), listener_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    REQUIRE(path.size() < sizeof(address.sun_path));
    std::copy(path.begin(), path.end(), address.sun_path);
    REQUIRE(::bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0);
    REQUIRE(::listen(listener_, 4) == 0);
    thread_ = std::thread(
        [this, until = std::move(until), reply = std::move(reply), holds] { serve(until, reply, holds); });
  }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server() {
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
  }

 private:
  test::ScratchFolder folder_;

 public:
  const std::string path;
  std::string heard;  // to be read after the reply

 private:
  void serve(const std::string& until, const std::vector<std::string>& reply, bool holds) {
    const int connection = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (connection < 0) return;
    char chunk[4096];
    while (heard.find(until) == std::string::npos) {
      const ssize_t got = ::read(connection, chunk, sizeof(chunk));
      if (got <= 0) break;
      heard.append(chunk, static_cast<std::size_t>(got));
    }
    for (const auto& part : reply) (void)!::send(connection, part.data(), part.size(), MSG_NOSIGNAL);
    if (holds) (void)!::read(connection, chunk, sizeof(chunk));
    ::close(connection);
  }

  int listener_;
  std::thread thread_;
};

Expected<std::string> converse(const std::string& socket, const std::string& text,
                               std::chrono::milliseconds patience = 60s) {
  return real_web().converse(socket, text, std::chrono::steady_clock::now() + patience);
}

Expected<WebReply> ask(const SocketRequest& request, std::chrono::milliseconds patience = 60s) {
  return real_web().ask(request, std::chrono::steady_clock::now() + patience);
}

}  // namespace

TEST_CASE("a conversation is all that comes until the other side closes", "[conversation]") {
  Server server("\n", {"# pxname,svname\n", std::string(100'000, 'x'), "\nend"});
  const auto answer = converse(server.path, "show stat\n");
  REQUIRE(answer);
  CHECK(*answer == "# pxname,svname\n" + std::string(100'000, 'x') + "\nend");
  CHECK(server.heard == "show stat\n");
}

TEST_CASE("an answer of nothing is one", "[conversation]") {
  Server server("\n", {});
  const auto answer = converse(server.path, "set server app/app1 state ready\n");
  REQUIRE(answer);
  CHECK(answer->empty());
}

TEST_CASE("a socket where nothing listens, or that is not there, is the end of a sentence",
          "[conversation]") {
  const test::ScratchFolder folder;
  CHECK(converse((folder / "none").string(), "x\n").error().message ==
        "cannot be connected to: No such file or directory");
  CHECK(converse(folder.put("file", "").string(), "x\n").error().message ==
        "cannot be connected to: Connection refused");
  CHECK(converse("/" + std::string(107, 'x'), "x\n").error().message == "has a path of more than 107 bytes");
}

TEST_CASE("an answer that does not end in time is an error, whatever has come of it", "[conversation]") {
  for (const char* part : {"", "half of it"}) {
    Server server("\n", {part}, true);
    CHECK(converse(server.path, "show stat\n", 100ms).error().message == "did not answer within 0.1 s");
  }
}

TEST_CASE("an answer without measure is refused", "[conversation]") {
  Server server("\n", {std::string(2U << 20U, 'x')});
  CHECK(converse(server.path, "show stat\n").error().message == "answered with more than 1 MiB");
}

TEST_CASE("a request over a socket has its method, target and body, and no host", "[conversation]") {
  Server server(R"([{"dial":"a:1"}])", {"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ndone"});
  const auto reply = ask({server.path, "PATCH", "/config/apps?x=y", R"([{"dial":"a:1"}])"});
  REQUIRE(reply);
  CHECK(reply->status == 200);
  CHECK(reply->body == "done");
  CHECK_THAT(server.heard, StartsWith("PATCH /config/apps?x=y HTTP/1.1\r\nHost: \r\n"));
  CHECK_THAT(server.heard, ContainsSubstring("Content-Type: application/json\r\n"));
  CHECK_THAT(server.heard, ContainsSubstring("Content-Length: 16\r\n"));
}

TEST_CASE("a request over a socket without a body says nothing of one", "[conversation]") {
  Server server("\r\n\r\n", {"HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno"});
  const auto reply = ask({server.path, "GET", "/config/", ""});
  REQUIRE(reply);
  CHECK(reply->status == 404);
  CHECK(reply->body == "no");
  CHECK(server.heard.find("Content-Type") == std::string::npos);
}

TEST_CASE("what goes wrong with a request over a socket is the end of a sentence", "[conversation]") {
  const test::ScratchFolder folder;
  CHECK(ask({(folder / "none").string(), "GET", "/"}).error().message ==
        "cannot be connected to: No such file or directory");
  CHECK(ask({folder.put("file", "").string(), "GET", "/"}).error().message ==
        "refused the connection: nothing listens there");
  Server silent("\r\n\r\n", {}, true);
  CHECK(ask({silent.path, "GET", "/"}, 100ms).error().message == "did not answer within 0.1 s");
  Server cut("\r\n\r\n", {"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab"});
  CHECK(ask({cut.path, "GET", "/"}).error().message == "closed the connection before its answer was whole");
}

TEST_CASE("a socket whose queue is full is given up in time", "[conversation]") {
  const test::ScratchFolder folder;
  const std::string path = (folder / "s").string();
  const int listener = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::copy(path.begin(), path.end(), address.sun_path);
  REQUIRE(::bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0);
  REQUIRE(::listen(listener, 0) == 0);
  std::vector<int> fillers;
  for (int i = 0; i < 3; ++i) {
    fillers.push_back(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    (void)::connect(fillers.back(), reinterpret_cast<const sockaddr*>(&address), sizeof(address));
  }
  auto said = std::async(std::launch::async, [&] {
    return real_web().converse(path, "x\n", std::chrono::steady_clock::now() + 200ms);
  });
  CHECK(said.wait_for(5s) == std::future_status::ready);
  ::shutdown(listener, SHUT_RDWR);
  ::close(listener);
  for (int f : fillers) ::close(f);
  (void)said.get();
}
