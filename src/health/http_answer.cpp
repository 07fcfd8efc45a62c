#include "health/http_answer.hpp"

#include "util/excerpt.hpp"
#include "util/foreign.hpp"
#include "util/mask.hpp"

namespace slipway {
namespace {

std::string wrong_status(const WebReply& reply, long expected, const std::vector<std::string>& mask) {
  std::string words = "answered " + std::to_string(reply.status) + ", expected " + std::to_string(expected);
  if (!reply.location.empty())
    words += " (it redirects to " + excerpt(masked(reply.location, mask)) + ", which is not followed)";
  return words;
}

/// What is wrong with the answer; empty when nothing is.
std::string fault_in(const WebReply& reply, const HttpCheck& check, const std::vector<std::string>& mask) {
  if (reply.status != check.status) return wrong_status(reply, check.status, mask);
  if (reply.body.find(check.contains) != std::string::npos) return "";
  const std::string answered = "answered " + std::to_string(reply.status) + ", but ";
  if (!reply.encoding.empty() && reply.encoding != "identity")
    return answered + "its body is compressed (" + excerpt(masked(reply.encoding, mask)) +
           "), which was not asked for and is not read; switch that off for this page";
  const std::string begins = excerpt(masked(reply.body, mask));
  return answered + "does not contain '" + foreign(check.contains) + "'" +
         (begins.empty() ? ": it is empty" : "; it begins with: " + begins);
}

}  // namespace

std::string fault_of(const Expected<WebReply>& reply, const HttpCheck& check,
                     const std::vector<std::string>& mask) {
  return reply ? fault_in(*reply, check, mask) : reply.error().message;
}

void take_answer(const Expected<WebReply>& reply, HttpCheckState& state,
                 const std::vector<std::string>& mask) {
  state.status = reply ? std::optional(reply->status) : std::nullopt;
  state.problem = fault_of(reply, state.check, mask);
  state.ok = state.problem.empty();
}

std::string problem_of(const HttpCheckState& state) {
  if (state.ok || !state.problem.empty()) return state.problem;
  return "was not tried, since the containers are not well";
}

}  // namespace slipway
