// What a page answered, against what it has to answer.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "system/http_url.hpp"
#include "system/web.hpp"

namespace slipway {

/// A page that has to answer before the stack counts as healthy.
struct HttpCheck {
  std::string url;
  long status = 200;
  std::string contains;  // empty: any body will do
};

/// A check on its way.
struct HttpCheckState {
  HttpCheck check;
  HttpUrl url;
  std::optional<int> status;  // what was answered last
  bool ok = false;
  std::string problem;  // what follows the url in a sentence; empty when ok
};

/// What is wrong with an answer, as the end of a sentence; empty when nothing is. The strings of `mask` are
/// hidden in what is quoted.
std::string fault_of(const Expected<WebReply>& reply, const HttpCheck& check,
                     const std::vector<std::string>& mask);

/// Takes a try's outcome into the state of its check; the strings of `mask` are hidden in what is quoted.
void take_answer(const Expected<WebReply>& reply, HttpCheckState& state,
                 const std::vector<std::string>& mask);

/// What is wrong with a check; empty when it passed.
std::string problem_of(const HttpCheckState& state);

}  // namespace slipway
