#include "system/web_reply.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "util/seconds_text.hpp"

namespace slipway {

Error page_fault(const HttpFault& fault, std::chrono::steady_clock::duration patience) {
  using Kind = HttpFault::Kind;
  switch (fault.kind) {
    case Kind::no_connection:
      if (fault.os_error == ECONNREFUSED) return {"refused the connection: nothing listens there"};
      return {"cannot be connected to: " +
              (fault.os_error == 0 ? fault.detail : std::string(std::strerror(fault.os_error)))};
    case Kind::too_slow:
      return {"did not answer within " + patience_in_seconds(patience)};
    case Kind::long_header:
      return {"answered with a header of more than 64 KiB"};
    case Kind::not_http:
      return {"answered with something that is not HTTP (" + fault.detail + ")"};
    default:
      return {"closed the connection before its answer was whole"};
  }
}

WebReply page_reply(HttpReply reply) {
  reply.body.resize(std::min<std::size_t>(reply.body.size(), longest_page));
  return {reply.status, std::move(reply.location), std::move(reply.body), std::move(reply.encoding)};
}

}  // namespace slipway
