// What the runner prints of a module's outcome while there are no secrets: without the marks of foreign
// parts.
#pragma once

#include "ansible/result.hpp"
#include "util/error.hpp"
#include "util/foreign.hpp"

namespace slipway::test {

template <class T>
std::string message_of(const Expected<T>& outcome) {
  return outcome ? "no error" : without_marks(outcome.error().message);
}

inline Expected<ansible::Result> unmarked(Expected<ansible::Result> outcome) {
  if (!outcome) {
    outcome.error().message = without_marks(outcome.error().message);
    return outcome;
  }
  outcome->msg = without_marks(outcome->msg);
  outcome->values = ansible::Json::parse(without_marks(outcome->values.dump()));
  for (auto& warning : outcome->warnings) warning = without_marks(warning);
  return outcome;
}

}  // namespace slipway::test
