// Anything as what a socket answers, where an engine should be: a reply or one clear error, and never a hang.
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <mutex>
#include <thread>

#include "fuzz/property.hpp"
#include "system/real.hpp"
#include "unit/support/scratch_folder.hpp"

namespace {

using namespace slipway;
using fuzz::must_hold;

/// Answers every connection with `answer`, once a whole request has come, and closes it.
class Server {
 public:
  Server() : listener_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path().copy(&address.sun_path[0], sizeof(address.sun_path) - 1);
    must_hold(::bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0 &&
                  ::listen(listener_, 4) == 0,
              "a socket can be had");
    std::thread([this] { serve(); }).detach();  // until the process ends
  }

  std::string path() const { return (folder_ / "engine.sock").string(); }

  void set_answer(std::string_view answer) {
    const std::scoped_lock lock(mutex_);
    answer_ = answer;
  }

 private:
  /// A copy: a client that has enough is gone before all of it is sent, and then the next answer is set.
  std::string answer() {
    const std::scoped_lock lock(mutex_);
    return answer_;
  }

  void serve() {
    for (;;) {
      const int connection = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      std::string request;
      std::array<char, 4096> chunk{};
      for (ssize_t got = 1; got > 0 && request.find("\r\n\r\n") == std::string::npos;) {
        got = ::read(connection, chunk.data(), chunk.size());
        request.append(chunk.data(), static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
      }
      const std::string all = answer();
      (void)!::send(connection, all.data(), all.size(), MSG_NOSIGNAL);
      ::close(connection);
    }
  }

  test::ScratchFolder folder_;
  int listener_;
  std::mutex mutex_;
  std::string answer_;
};

void check_request(Engine& engine, std::string_view answer) {
  const auto reply = engine.request("GET", "/containers/json", {});
  if (!reply) {
    must_hold(!reply.error().message.empty(), "an error says something");
    return;
  }
  must_hold(answer.substr(0, 5) == "HTTP/", "a reply was HTTP");
  must_hold(reply->status >= 0 && reply->status <= 999, "a status has three digits");
  must_hold(reply->body.size() < answer.size(), "a body has no more than was sent");
}

void check_stream(Engine& engine, std::string_view answer) {
  const auto stream = engine.stream("/events");
  if (!stream) return;
  std::size_t lines = 0;
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes(1);
  for (auto line = (*stream)->next_line(deadline); line; line = (*stream)->next_line(deadline)) {
    must_hold(line->has_value(), "a stream that was closed ends before its deadline");
    must_hold((*line)->find('\n') == std::string::npos && ++lines <= answer.size(), "a line is one line");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static Server server;
  static const auto engine = *real_engines().at("unix://" + server.path(), {}, Engines::any_time);
  const std::string_view answer = fuzz::text_of(data, size);
  server.set_answer(answer);
  check_request(*engine, answer);
  check_stream(*engine, answer);
  return 0;
}
