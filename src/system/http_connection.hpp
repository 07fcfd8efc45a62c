// HTTP/1.1 as a client speaks it, over a Unix socket or TCP. Boost.Beast is included by the file behind this
// one alone: it costs half a minute to compile. All connections of a thread share one loop, so that requests
// go on while the caller waits for another connection.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace slipway {

struct HttpRequest {
  std::string method = "GET";
  std::string target;  // path and query
  std::string host;
  std::string body;  // JSON
  bool keep_alive = false;
  std::map<std::string, std::string> headers = {};  // further ones
};

struct HttpReply {
  int status = 0;
  std::string location;  // of a redirect
  std::string body;
  std::string encoding = {};  // of the body, as "gzip"; empty when it is plain
};

/// What went wrong, for the caller to make a sentence of.
struct HttpFault {
  enum class Kind { no_connection, closed, too_slow, too_long, long_header, not_http };
  Kind kind = Kind::closed;
  int os_error = 0;       // errno of no_connection and closed, where there is one
  std::string detail;     // what makes it not HTTP
  bool answered = false;  // whether a part of the reply had come when it was closed
};

template <class T>
using HttpOutcome = tl::expected<T, HttpFault>;

/// How much of a body is read.
enum class HttpBody {
  whole,      // more than the limit is an error
  beginning,  // what is beyond the limit is left out
  none        // the caller may go on with read_some
};

class HttpConnection {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;
  using Done = std::function<void(HttpOutcome<HttpReply>)>;

  explicit HttpConnection(std::uint64_t body_limit);
  HttpConnection(const HttpConnection&) = delete;
  HttpConnection& operator=(const HttpConnection&) = delete;
  ~HttpConnection();  // closes; what is under way is never called back

  /// Connects to a Unix socket.
  HttpOutcome<void> connect(const std::string& path, TimePoint until);

  /// One request on the connection, its reply.
  HttpOutcome<HttpReply> ask(const HttpRequest& request, HttpBody body, TimePoint until);

  /// Sends a request and returns at once; header() then waits for the reply.
  void send(const HttpRequest& request, TimePoint until);

  /// The reply to what was sent, without its body, which read_some() brings; nullopt when it has not begun
  /// before `until`.
  HttpOutcome<std::optional<HttpReply>> header(TimePoint until);

  /// Connects to the first of these numeric addresses that lets it, asks, and calls `done` from within the
  /// loop. Each address gets an equal share of the time that is left, so that a dead one does not take it
  /// all. A connection that is reusable() asks as it stands.
  void fetch(const std::vector<std::string>& addresses, unsigned short port, const HttpRequest& request,
             HttpBody body, TimePoint until, Done done);

  /// Appends what has arrived of a body that goes on. False when nothing came before `until`, or when a
  /// fetch() of whatever connection ended meanwhile.
  HttpOutcome<bool> read_some(std::string& into, TimePoint until);

  /// Whether the reply has come to its end.
  bool whole() const;

  /// Whether another request may follow: the reply is whole, and both sides keep the connection.
  bool reusable() const;

  /// Runs the loop until a fetch() has ended, or `until`.
  static void wait(TimePoint until);

  /// What a thread calls last that is not the first; none of its connections may be left.
  static void end_thread();

 private:
  struct State;
  std::shared_ptr<State> state_;  // shared with the operations under way
};

}  // namespace slipway
