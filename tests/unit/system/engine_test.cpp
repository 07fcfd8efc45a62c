#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <boost/filesystem/operations.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cerrno>
#include <cstring>
#include <thread>

#include "system/engine_address.hpp"
#include "system/real.hpp"
#include "unit/support/unmarked.hpp"

using namespace slipway;
using Catch::Matchers::ContainsSubstring;
using namespace std::chrono_literals;

namespace {

/// Listens on a socket of its own; answers the first request with the given pieces and each `further` one on
/// the same connection with one of those, then closes.
class ScriptedEngine {
 public:
  explicit ScriptedEngine(std::vector<std::string> pieces, bool hold_open = false,
                          std::vector<std::string> further = {})
      : folder_(make_folder()),
        further_(std::move(further)),
        listener_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path().c_str(), sizeof(address.sun_path) - 1);
    REQUIRE(::bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0);
    REQUIRE(::listen(listener_, 4) == 0);
    thread_ = std::thread([this, pieces = std::move(pieces), hold_open] { serve(pieces, hold_open); });
  }
  ScriptedEngine(const ScriptedEngine&) = delete;
  ScriptedEngine& operator=(const ScriptedEngine&) = delete;
  ~ScriptedEngine() {
    thread_.join();
    ::close(listener_);
    boost::filesystem::remove_all(folder_);
  }

  std::string path() const { return (folder_ / "engine.sock").string(); }
  std::unique_ptr<Engine> engine(Engines::TimePoint until = Engines::any_time) const {
    return *real_engines().at("unix://" + path(), {}, until);
  }
  std::string request;  // as it arrived; to be read after the reply

 private:
  static Path make_folder() {
    char name[] = "/tmp/slipway-engine-XXXXXX";
    REQUIRE(::mkdtemp(name) != nullptr);
    return name;
  }

  void serve(const std::vector<std::string>& pieces, bool hold_open) {
    const int connection = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    read_request(connection);
    for (const auto& piece : pieces) (void)!::write(connection, piece.data(), piece.size());
    for (const auto& reply : further_) {
      request.clear();
      read_request(connection);
      (void)!::write(connection, reply.data(), reply.size());
    }
    if (hold_open) {  // until the client goes
      char chunk[4096];
      (void)!::read(connection, chunk, sizeof(chunk));
    }
    ::close(connection);
  }

  void read_request(int connection) {
    char chunk[4096];
    while (request.find("\r\n\r\n") == std::string::npos) {
      const ssize_t got = ::read(connection, chunk, sizeof(chunk));
      if (got <= 0) break;
      request.append(chunk, static_cast<std::size_t>(got));
    }
  }

  Path folder_;
  std::vector<std::string> further_;
  int listener_ = -1;
  std::thread thread_;
};

std::string chunk(const std::string& text) {
  char length[16];
  std::snprintf(length, sizeof(length), "%zx\r\n", text.size());
  return length + text + "\r\n";
}

const std::string chunked_header =
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";

}  // namespace

TEST_CASE("a request returns status and whole body", "[engine]") {
  ScriptedEngine server({"HTTP/1.1 404 Not Found\r\nContent-Length: 17\r\n\r\n{\"message\":", "\"no\"}\n"});
  const auto reply = server.engine()->request("GET", "/containers/x/json?a=1");
  REQUIRE(reply);
  CHECK(reply->status == 404);
  CHECK(reply->body == "{\"message\":\"no\"}\n");
  CHECK_THAT(server.request, ContainsSubstring("GET /containers/x/json?a=1 HTTP/1.1\r\nHost: docker\r\n"));
}

TEST_CASE("chunks of a reply are joined", "[engine]") {
  ScriptedEngine server({chunked_header + chunk("[1,") + chunk("2]"), "0\r\n\r\n"});
  CHECK(server.engine()->request("GET", "/x")->body == "[1,2]");
}

TEST_CASE("an engine error is one sentence that says where and what to do", "[engine]") {
  SECTION("no socket") {
    const auto engine = real_engines().at("unix:///nowhere/docker.sock", {}, Engines::any_time);
    CHECK((*engine)->request("GET", "/x").error().message ==
          "the engine does not answer at unix:///nowhere/docker.sock: there is no such socket; is dockerd "
          "running?");
  }
  SECTION("nobody listens, or not to us") {
    CHECK(no_answer({"unix:///s", "/s"}, ECONNREFUSED).message ==
          "the engine does not answer at unix:///s: connection refused; is dockerd running?");
    CHECK_THAT(no_answer({"unix:///s", "/s"}, EACCES).message, ContainsSubstring("permission denied"));
  }
  SECTION("a reply that is cut") {
    ScriptedEngine server({"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n[1,2"});
    CHECK_THAT(server.engine()->request("GET", "/x?y").error().message,
               ContainsSubstring("closed the connection in the middle of GET /x;"));
  }
  SECTION("no reply at all") {
    ScriptedEngine server({});
    CHECK_THAT(server.engine()->request("GET", "/x").error().message,
               ContainsSubstring("closed the connection"));
  }
  SECTION("a reply that is not HTTP") {
    ScriptedEngine server({"SSH-2.0-OpenSSH_9.2\r\n\r\n"});
    CHECK_THAT(server.engine()->request("GET", "/x").error().message,
               ContainsSubstring("is not a container engine: its reply to GET /x is not HTTP"));
  }
  SECTION("a stream that is refused") {
    ScriptedEngine server({"HTTP/1.1 500 Oops\r\nContent-Length: 19\r\n\r\n{\"message\":\"full\"}\n"});
    CHECK_THAT(slipway::test::message_of(server.engine()->stream("/events")),
               ContainsSubstring("status 500: {\"message\":\"full\"}"));
  }
}

TEST_CASE("a stream gives one line at a time and can wait again after a deadline", "[engine]") {
  ScriptedEngine server({chunked_header, chunk("{\"a\":1}\n{\"b\"") + chunk(":2}\n")}, true);
  auto stream = server.engine()->stream("/events");
  REQUIRE(stream);
  const auto soon = [] { return std::chrono::steady_clock::now() + 5s; };
  CHECK(**(*stream)->next_line(soon()) == "{\"a\":1}");
  CHECK(**(*stream)->next_line(soon()) == "{\"b\":2}");
  CHECK_FALSE(*(*stream)->next_line(std::chrono::steady_clock::now() + 10ms));
  CHECK_FALSE(*(*stream)->next_line(std::chrono::steady_clock::now()));
}

TEST_CASE("a stream that the engine closes is an error", "[engine]") {
  ScriptedEngine server({chunked_header + chunk("{}\n")});
  auto stream = server.engine()->stream("/events");
  const auto soon = std::chrono::steady_clock::now() + 5s;
  CHECK(**(*stream)->next_line(soon) == "{}");
  CHECK_THAT((*stream)->next_line(soon).error().message,
             ContainsSubstring("closed the stream of GET /events"));
}

TEST_CASE("the engine's address comes from the option, then from DOCKER_HOST, then from Docker", "[engine]") {
  CHECK(engine_address("unix:///a", {{"DOCKER_HOST", "unix:///b"}})->path == "/a");
  CHECK(engine_address("", {{"DOCKER_HOST", "unix:///b"}})->path == "/b");
  CHECK(engine_address("", {})->url == "unix:///var/run/docker.sock");
  CHECK_THAT(engine_address("tcp://10.0.0.1:2375", {}).error().message,
             ContainsSubstring("is no Unix socket"));
  CHECK_THAT(engine_address("unix://run/docker.sock", {}).error().message,
             ContainsSubstring("absolute path"));
  CHECK_THAT(engine_address("unix:///" + std::string(107, 'x'), {}).error().message,
             ContainsSubstring("at most 107 bytes"));
}

TEST_CASE("percent encoding leaves only unreserved characters", "[engine]") {
  CHECK(percent_encoded("a b/c:1-2_3.~") == "a%20b%2Fc%3A1-2_3.~");
  CHECK(percent_encoded("\xc3\xa4") == "%C3%A4");
}

TEST_CASE("a stream without an end of line took memory for ever", "[engine]") {
  const std::string much(60'000, 'x');
  ScriptedEngine server({chunked_header + chunk(much), [&] {
                           std::string all;
                           for (int i = 0; i < 20; ++i) all += chunk(much);
                           return all;
                         }()});
  auto stream = server.engine()->stream("/events");
  CHECK_THAT((*stream)->next_line(std::chrono::steady_clock::now() + 5s).error().message,
             ContainsSubstring("a line of more than 1 MiB"));
}

TEST_CASE("a file that is no socket was said to refuse connections", "[engine]") {
  CHECK(no_answer({"unix:///dev/null", "/dev/null"}, ECONNREFUSED).message ==
        "the engine does not answer at unix:///dev/null: that is no socket; correct docker_host or "
        "DOCKER_HOST");
}

TEST_CASE("one connection carries many requests", "[engine]") {
  const std::string empty = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]";
  ScriptedEngine server({empty}, false, {empty, "HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n"});
  const auto engine = server.engine();
  CHECK(engine->request("GET", "/a")->status == 200);
  CHECK(engine->request("GET", "/b")->body == "[]");
  CHECK(engine->request("GET", "/c")->status == 404);
}

TEST_CASE("an engine that keeps silent costs what the caller gives it, and may come back", "[engine]") {
  ScriptedEngine server({}, true);
  const auto error = server.engine(std::chrono::steady_clock::now() + 50ms)->request("GET", "/x").error();
  CHECK(error.may_pass);
  CHECK_THAT(error.message,
             ContainsSubstring("took longer than 0.1 s to answer GET /x; is dockerd overloaded"));
}

TEST_CASE("a reply of an absurd length was said to be lack of memory", "[engine]") {
  ScriptedEngine server({"HTTP/1.1 200 OK\r\nContent-Length: 1000000000000\r\n\r\n"}, true);
  const auto error = [&] { return server.engine()->request("GET", "/x").error(); }();
  CHECK_FALSE(error.may_pass);
  CHECK_THAT(error.message, ContainsSubstring("announces or sends more than 64 MiB as its reply to GET /x"));
}

TEST_CASE("a length that is no number is no HTTP", "[engine]") {
  ScriptedEngine server({"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n"});
  CHECK_THAT(server.engine()->request("GET", "/x").error().message, ContainsSubstring("is not HTTP"));
}

TEST_CASE("unusual HTTP is understood", "[engine]") {
  SECTION("HTTP/1.0, whose body ends with the connection") {
    ScriptedEngine server({"HTTP/1.0 200 OK\r\n\r\n[1", ",2]"});
    CHECK(server.engine()->request("GET", "/x")->body == "[1,2]");
  }
  SECTION("interim replies") {
    ScriptedEngine server({"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Wait\r\n\r\n",
                           "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]"});
    CHECK(server.engine()->request("GET", "/x")->status == 200);
  }
  SECTION("trailers") {
    ScriptedEngine server({chunked_header + chunk("[]") + "0\r\nX-Checksum: 5\r\n\r\n"});
    CHECK(server.engine()->request("GET", "/x")->body == "[]");
  }
}

TEST_CASE("a page that refuses its connection ended unheard while a stream was waited for", "[engine]") {
  ScriptedEngine server({chunked_header}, true);
  auto stream = server.engine()->stream("/events");
  REQUIRE(stream);
  const auto now = std::chrono::steady_clock::now();
  const auto request = real_web().get({{"127.0.0.1"}, 1, "shop", "/", false}, now + 60s);
  CHECK_FALSE(*(*stream)->next_line(now + 30s));
  CHECK(request->outcome());
  CHECK(std::chrono::steady_clock::now() < now + 20s);
}

TEST_CASE("an engine's header of 10 KiB was said to be no HTTP", "[engine]") {
  const auto with_header_of = [](std::size_t bytes) {
    return "HTTP/1.1 200 OK\r\nX-Warning: " + std::string(bytes, 'x') + "\r\nContent-Length: 2\r\n\r\n[]";
  };
  ScriptedEngine some({with_header_of(60U << 10U)});
  CHECK(some.engine()->request("GET", "/x")->body == "[]");
  ScriptedEngine much({with_header_of(70U << 10U)}, true);
  CHECK_THAT(much.engine()->request("GET", "/x").error().message,
             ContainsSubstring("sends a header of more than 64 KiB in its reply to GET /x"));
}

TEST_CASE("a request that takes its time goes on line by line to its end", "[engine]") {
  ScriptedEngine server({chunked_header, chunk("{\"a\":1}\n{\"b\"") + chunk(":2}") + "0\r\n\r\n"});
  const auto soon = [] { return std::chrono::steady_clock::now() + 5s; };
  const auto progress = *server.engine()->post("/images/create?x=1", {{"X-Registry-Auth", "abc"}}, soon());
  CHECK(**progress->next_line(soon()) == "{\"a\":1}");
  CHECK(progress->status() == 200);
  CHECK(**progress->next_line(soon()) == "{\"b\":2}");  // the last has no newline
  CHECK_FALSE(progress->ended());
  CHECK_FALSE(*progress->next_line(soon()));
  CHECK(progress->ended());
  CHECK_THAT(server.request, ContainsSubstring("POST /images/create?x=1 HTTP/1.1"));
  CHECK_THAT(server.request, ContainsSubstring("X-Registry-Auth: abc\r\n"));
  CHECK_THAT(server.request, ContainsSubstring("Content-Length: 0\r\n"));
}

TEST_CASE("what was asked for is not waited for: two answers are under way at once", "[engine]") {
  ScriptedEngine silent({}, true);
  ScriptedEngine server({"HTTP/1.1 404 Not Found\r\nContent-Length: 17\r\n\r\n{\"message\":\"no\"}\n"});
  const auto now = std::chrono::steady_clock::now();
  const auto first = *silent.engine()->post("/a", {}, now + 60s);
  const auto second = *server.engine()->post("/b", {}, now + 60s);
  CHECK_FALSE(*first->next_line(now + 10ms));
  CHECK(first->status() == 0);
  CHECK(**second->next_line(now + 30s) == "{\"message\":\"no\"}");
  CHECK(second->status() == 404);
}

TEST_CASE("an answer that does not begin in time, or is cut off, may come another time", "[engine]") {
  SECTION("not in time") {
    ScriptedEngine server({}, true);
    const auto now = std::chrono::steady_clock::now();
    const auto error = (*server.engine()->post("/a?b", {}, now + 50ms))->next_line(now + 30s).error();
    CHECK(error.may_pass);
    CHECK_THAT(error.message, ContainsSubstring("took longer than 0.1 s to answer POST /a;"));
  }
  SECTION("cut off") {
    ScriptedEngine server({chunked_header + chunk("{}\n{")});
    const auto soon = std::chrono::steady_clock::now() + 30s;
    const auto progress = *server.engine()->post("/a", {}, soon);
    CHECK(**progress->next_line(soon) == "{}");
    const auto error = progress->next_line(soon).error();
    CHECK(error.may_pass);
    CHECK_THAT(error.message, ContainsSubstring("closed the connection in the middle of POST /a"));
  }
  SECTION("nobody there") {
    const auto engine = *real_engines().at("unix:///nowhere/docker.sock", {}, Engines::any_time);
    CHECK_THAT(engine->post("/a", {}, Engines::any_time).error().message,
               ContainsSubstring("is dockerd running?"));
  }
}
