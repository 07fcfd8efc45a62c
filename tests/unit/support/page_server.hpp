// A real HTTP server on a port of its own on 127.0.0.1, each connection on a thread of its own.
#pragma once

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <condition_variable>
#include <functional>
#include <list>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace slipway::test {

class PageServer {
 public:
  struct Request {
    int connection = 0;  // from 0
    int nth = 0;         // on its connection, from 0
    std::string text;    // its header
  };
  struct Reply {
    std::string text = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    bool held = false;    // until release()
    bool closes = false;  // the connection, after it
  };
  using Answer = std::function<Reply(const Request&)>;

  explicit PageServer(Answer answer)
      : answer_(std::move(answer)), listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = ::htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    if (::bind(listener_, reinterpret_cast<const sockaddr*>(&address), size) != 0 ||
        ::listen(listener_, 64) != 0 ||
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0)
      throw std::runtime_error("no port to listen on");
    port = ::ntohs(address.sin_port);
    accepting_ = std::thread([this] { accept(); });
  }
  PageServer(const PageServer&) = delete;
  PageServer& operator=(const PageServer&) = delete;
  ~PageServer() {
    release();
    ::shutdown(listener_, SHUT_RDWR);
    accepting_.join();
    for (auto& connection : connections_) {
      {
        const std::lock_guard lock(mutex_);
        if (connection.open) ::shutdown(connection.socket, SHUT_RDWR);
      }
      connection.thread.join();
    }
    ::close(listener_);
  }

  unsigned short port = 0;

  /// Whether this comes true of the requests so far, within a minute.
  bool wait_until(const std::function<bool(const std::vector<Request>&)>& is_so) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::minutes(1), [&] { return is_so(requests_); });
  }

  std::vector<Request> requests() {
    const std::lock_guard lock(mutex_);
    return requests_;
  }

  /// Lets the held replies go.
  void release() {
    const std::lock_guard lock(mutex_);
    released_ = true;
    changed_.notify_all();
  }

 private:
  struct Connection {
    int socket = -1;
    bool open = true;
    std::thread thread{};
  };

  void accept() {
    for (int number = 0;; ++number) {
      const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (socket < 0) return;
      auto& connection = connections_.emplace_back(Connection{socket});
      connection.thread = std::thread([this, &connection, number] { serve(connection, number); });
    }
  }

  void serve(Connection& connection, int number) {
    std::string arrived;
    char chunk[4096];
    for (int nth = 0;; ++nth) {
      for (; arrived.find("\r\n\r\n") == std::string::npos;) {
        const ssize_t got = ::read(connection.socket, chunk, sizeof(chunk));
        if (got <= 0) return close(connection);
        arrived.append(chunk, static_cast<std::size_t>(got));
      }
      const auto end = arrived.find("\r\n\r\n") + 4;
      const Request request{number, nth, arrived.substr(0, end)};
      arrived.erase(0, end);
      const Reply reply = answer_(request);
      note(request, reply.held);
      (void)!::send(connection.socket, reply.text.data(), reply.text.size(), MSG_NOSIGNAL);
      if (reply.closes) return close(connection);
    }
  }

  void note(const Request& request, bool held) {
    std::unique_lock lock(mutex_);
    requests_.push_back(request);
    changed_.notify_all();
    if (held) changed_.wait(lock, [&] { return released_; });
  }

  void close(Connection& connection) {
    const std::lock_guard lock(mutex_);
    connection.open = false;
    ::close(connection.socket);
  }

  Answer answer_;
  int listener_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Request> requests_;
  bool released_ = false;
  std::list<Connection> connections_;  // of the accepting thread until it has ended
  std::thread accepting_;
};

}  // namespace slipway::test
