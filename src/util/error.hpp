// What went wrong, in one sentence for a tired reader, and how a function says so.
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

namespace slipway {

struct Error {
  // One sentence: what failed, on which file, line or service, and what to do. What it quotes is marked as
  // foreign (util/foreign.hpp): whoever prints or keeps it takes the marks out, with Mask::sentence.
  std::string message;
  int os_error = 0;       // the errno behind it, 0 when the operating system had no part in it
  bool may_pass = false;  // the same may well work a little later: an engine that is being restarted
};

template <class T>
using Expected = tl::expected<T, Error>;

/// An error to return from any function that returns Expected.
inline tl::unexpected<Error> fail(std::string message, int os_error = 0) {
  return tl::unexpected<Error>(Error{std::move(message), os_error});
}

/// The same error with what the caller was doing in front of it: "while reading the vault: …".
inline tl::unexpected<Error> fail_while(std::string_view context, const Error& cause) {
  return tl::unexpected<Error>(
      Error{std::string(context) + ": " + cause.message, cause.os_error, cause.may_pass});
}

}  // namespace slipway

#define SLIPWAY_JOIN_(a, b) a##b
#define SLIPWAY_JOIN(a, b) SLIPWAY_JOIN_(a, b)

/// Returns the error of `expression` from the enclosing function, or goes on.
#define TRY(expression)                                                              \
  do {                                                                               \
    if (auto slipway_outcome = (expression); !slipway_outcome)                       \
      return ::tl::unexpected<::slipway::Error>(std::move(slipway_outcome).error()); \
  } while (false)

/// `TRY_ASSIGN(auto x, f())`: declares x with the value of f(), or returns its error.
#define TRY_ASSIGN(target, expression) \
  TRY_ASSIGN_(SLIPWAY_JOIN(slipway_outcome_, __LINE__), target, expression)
// NOLINTBEGIN(bugprone-macro-parentheses): a declaration in parentheses is none
#define TRY_ASSIGN_(outcome, target, expression)                                       \
  auto outcome = (expression);                                                         \
  if (!outcome) return ::tl::unexpected<::slipway::Error>(std::move(outcome).error()); \
  target = std::move(*outcome)
// NOLINTEND(bugprone-macro-parentheses)
