#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "system/descriptor.hpp"
#include "system/real.hpp"
#include "util/seconds_text.hpp"

namespace slipway {
namespace {

constexpr std::size_t longest_answer = 1U << 20U;  // bytes

tl::unexpected<Error> failed(const std::string& what) {
  return fail(what + ": " + std::strerror(errno), errno);
}

/// Also of the connection: a socket whose queue is full says nothing.
void limit(int socket, std::chrono::steady_clock::duration patience) {
  const auto left = std::max(std::chrono::duration_cast<std::chrono::microseconds>(patience).count(), 1000L);
  const timeval most{left / 1'000'000, left % 1'000'000};
  (void)::setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &most, sizeof(most));
}

Expected<Descriptor> connected(const std::string& path, std::chrono::steady_clock::duration patience) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof(address.sun_path)) return fail("has a path of more than 107 bytes");
  std::copy(path.begin(), path.end(), address.sun_path);
  Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!socket.open()) return failed("cannot be opened");
  limit(socket.get(), patience);
  if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0)
    return failed("cannot be connected to");
  return socket;
}

/// Whether there is something to read, or the end, before `until`.
bool becomes_readable(int socket, Web::TimePoint until) {
  using namespace std::chrono;
  for (;;) {
    const auto left = ceil<milliseconds>(until - steady_clock::now()).count();
    pollfd waited{socket, POLLIN, 0};
    const int ready = ::poll(&waited, 1, static_cast<int>(std::clamp<long>(left, 0, 60'000)));
    if (ready > 0) return true;
    if (ready == 0 && left <= 60'000) return false;
    if (ready < 0 && errno != EINTR) return false;
  }
}

}  // namespace

Expected<std::string> real_conversation(const std::string& path, const std::string& text,
                                        Web::TimePoint until) {
  const auto patience = until - std::chrono::steady_clock::now();
  TRY_ASSIGN(const auto socket, connected(path, patience));
  for (std::size_t sent = 0; sent < text.size();) {
    const ssize_t count = ::send(socket.get(), text.data() + sent, text.size() - sent, MSG_NOSIGNAL);
    if (count < 0) return failed("takes nothing");
    sent += static_cast<std::size_t>(count);
  }
  std::string answer;
  char chunk[4096];
  for (;;) {
    if (!becomes_readable(socket.get(), until))
      return fail("did not answer within " + patience_in_seconds(patience));
    const ssize_t count = ::recv(socket.get(), chunk, sizeof(chunk), 0);
    if (count < 0) return failed("cannot be read");
    if (count == 0) return answer;
    answer.append(chunk, static_cast<std::size_t>(count));
    if (answer.size() > longest_answer) return fail("answered with more than 1 MiB");
  }
}

}  // namespace slipway
