#include "system/engine_faults.hpp"

#include <cerrno>

#include "util/seconds_text.hpp"

namespace slipway {
namespace {

Error may_pass(std::string message, int os_error) {
  return {std::move(message), os_error, true};
}

}  // namespace

Error engine_fault(const HttpFault& fault, const EngineAddress& address, const std::string& what,
                   const EnginePatience& patience) {
  using Kind = HttpFault::Kind;
  const std::string at = " at " + address.url;
  switch (fault.kind) {
    case Kind::no_connection:
      return may_pass(no_answer(address, fault.os_error).message, fault.os_error);
    case Kind::too_slow:
      return may_pass("the engine" + at + " took longer than " +
                          patience_in_seconds(patience.until - patience.begin) + " to answer " + what +
                          "; is dockerd overloaded, or does it hang?",
                      ETIMEDOUT);
    case Kind::closed:
      return may_pass("the engine" + at + " closed the connection in the middle of " + what +
                          "; was dockerd stopped or restarted?",
                      fault.os_error);
    case Kind::too_long:
      return {"what answers" + at + " announces or sends more than 64 MiB as its reply to " + what +
                  "; is it really a container engine that listens there?",
              EFBIG};
    case Kind::long_header:
      return {"what answers" + at + " sends a header of more than 64 KiB in its reply to " + what +
              "; is it really a container engine that listens there?"};
    default:
      return {"what answers" + at + " is not a container engine: its reply to " + what + " is not HTTP (" +
              fault.detail + "); correct docker_host or DOCKER_HOST"};
  }
}

}  // namespace slipway
