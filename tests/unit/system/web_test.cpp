#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <thread>

#include "system/real.hpp"

using namespace slipway;
using namespace std::chrono_literals;
using Catch::Matchers::ContainsSubstring;

namespace {

/// Listens on a port of its own on 127.0.0.1 and answers one request with `reply`; `holds`: until the client
/// goes.
class Server {
 public:
  explicit Server(std::string reply, bool holds = false)
      : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = ::htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    REQUIRE(::bind(listener_, reinterpret_cast<const sockaddr*>(&address), size) == 0);
    REQUIRE(::listen(listener_, 4) == 0);
    REQUIRE(::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) == 0);
    port = ::ntohs(address.sin_port);
    thread_ = std::thread([this, reply = std::move(reply), holds] { serve(reply, holds); });
  }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server() {
    thread_.join();
    ::close(listener_);
  }

  unsigned short port = 0;
  std::string request;  // as it arrived; to be read after the reply

 private:
  void serve(const std::string& reply, bool holds) {
    const int connection = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    char chunk[4096];
    while (request.find("\r\n\r\n") == std::string::npos) {
      const ssize_t got = ::read(connection, chunk, sizeof(chunk));
      if (got <= 0) break;
      request.append(chunk, static_cast<std::size_t>(got));
    }
    (void)!::send(connection, reply.data(), reply.size(), MSG_NOSIGNAL);
    if (holds) (void)!::read(connection, chunk, sizeof(chunk));
    ::close(connection);
  }

  int listener_;
  std::thread thread_;
};

Expected<WebReply> ask(const Server& server, bool with_body, std::chrono::milliseconds patience = 60s,
                       std::vector<std::string> addresses = {"127.0.0.1"}) {
  const auto until = std::chrono::steady_clock::now() + patience;
  const auto request =
      real_web().get({std::move(addresses), server.port, "shop:80", "/ping?a=b", with_body}, until);
  while (!request->outcome()) real_web().wait(until + 1s);
  return *request->outcome();
}

}  // namespace

TEST_CASE("a page is asked for as it is written", "[web]") {
  Server server("HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nwelcome");
  const auto reply = ask(server, true);
  REQUIRE(reply);
  CHECK(reply->status == 200);
  CHECK(reply->body == "welcome");
  CHECK_THAT(server.request, ContainsSubstring("GET /ping?a=b HTTP/1.1\r\nHost: shop:80\r\n"));
}

TEST_CASE("a redirect is an answer, and a body that nobody wants is not waited for", "[web]") {
  Server server("HTTP/1.1 302 Found\r\nLocation: /login\r\nContent-Length: 1000000000000\r\n\r\n", true);
  const auto reply = ask(server, false);
  REQUIRE(reply);
  CHECK(reply->status == 302);
  CHECK(reply->location == "/login");
  CHECK(reply->body.empty());
}

TEST_CASE("of a body without end the first MiB is taken", "[web]") {
  Server server("HTTP/1.1 200 OK\r\nContent-Length: 1000000000000\r\n\r\n" + std::string(2U << 20U, 'x'));
  const auto reply = ask(server, true);
  REQUIRE(reply);
  CHECK(reply->body.size() == 1U << 20U);
}

TEST_CASE("a page's error is the end of a sentence", "[web]") {
  SECTION("silence") {
    Server server("", true);
    CHECK(ask(server, true, 30ms).error().message == "did not answer within 0.1 s");
  }
  SECTION("no HTTP") {
    Server server("SSH-2.0-OpenSSH_9.2\r\n\r\n");
    CHECK_THAT(ask(server, true).error().message,
               ContainsSubstring("answered with something that is not HTTP"));
  }
  SECTION("cut off") {
    Server server("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nab");
    CHECK(ask(server, true).error().message == "closed the connection before its answer was whole");
  }
}

TEST_CASE("the next address is tried when one does not listen", "[web]") {
  Server server("HTTP/1.1 204 No Content\r\n\r\n");
  CHECK(ask(server, true, 5s, {"::1", "127.0.0.1"})->status == 204);
}

TEST_CASE("a dead first address took the whole time of a try", "[web]") {
  // Nobody takes connections from this queue, and it is full: as silent as a black hole.
  const int hole = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  Server server("HTTP/1.1 204 No Content\r\n\r\n");
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = ::htons(server.port);
  ::inet_pton(AF_INET, "127.0.0.2", &address.sin_addr);
  REQUIRE(::bind(hole, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0);
  REQUIRE(::listen(hole, 0) == 0);
  std::vector<int> fillers;
  for (int i = 0; i < 4; ++i) {
    fillers.push_back(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    (void)::connect(fillers.back(), reinterpret_cast<const sockaddr*>(&address), sizeof(address));
  }
  const auto reply = ask(server, true, 3s, {"127.0.0.2", "127.0.0.1"});
  for (const int filler : fillers) ::close(filler);
  ::close(hole);
  REQUIRE(reply);
  CHECK(reply->status == 204);
}

TEST_CASE("a header of 10 KiB was said to be no HTTP", "[web]") {
  const auto with_header_of = [](std::size_t bytes) {
    return "HTTP/1.1 200 OK\r\nSet-Cookie: " + std::string(bytes, 'x') + "\r\nContent-Length: 0\r\n\r\n";
  };
  Server some(with_header_of(60U << 10U));
  CHECK(ask(some, true)->status == 200);
  Server much(with_header_of(65U << 10U));
  CHECK(ask(much, true).error().message == "answered with a header of more than 64 KiB");
}

TEST_CASE("chunks without measure are refused or read to the limit", "[web]") {
  const std::string header = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  Server extension(header + "1;" + std::string(400U << 10U, 'x'), true);
  CHECK_THAT(ask(extension, true).error().message, ContainsSubstring("not HTTP"));
  Server size(header + "fffffffffffffffffffff\r\nx", true);
  CHECK_THAT(ask(size, true).error().message, ContainsSubstring("not HTTP"));
  Server huge(header + "fffffffffff\r\n" + std::string(2U << 20U, 'x'), true);
  CHECK(ask(huge, true)->body.size() == 1U << 20U);
}

TEST_CASE("the encoding of a body is told", "[web]") {
  Server server("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 1\r\n\r\nx");
  CHECK(ask(server, true)->encoding == "gzip");
}
