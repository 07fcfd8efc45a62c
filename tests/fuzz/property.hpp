// What a fuzz target claims about every input. The sanitizers find bad accesses; this finds wrong answers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace slipway::fuzz {

/// Ends the process, which libFuzzer takes for a crash and keeps the input of.
inline void must_hold(bool holds, const char* property) {
  if (holds) return;
  std::fprintf(stderr, "a property does not hold: %s\n", property);
  std::abort();
}

/// The input as text.
inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

/// Takes the text up to the first `separator` off the front of `text`; all of it when there is none.
inline std::string_view take_until(std::string_view& text, char separator) {
  const auto end = text.find(separator);
  const auto taken = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return taken;
}

}  // namespace slipway::fuzz
