// http:// addresses as a person writes them.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "system/process.hpp"
#include "util/error.hpp"

namespace slipway {

struct HttpUrl {
  std::string host;  // a name or an address, an IPv6 one without its brackets
  unsigned short port = 80;
  std::string authority;  // host and port as they were written, for the Host header
  std::string target;     // path and query; "/" at least
};

/// Errors, each with the way out: https, another scheme or none, a user name in it, a host or port that
/// cannot be, characters that have to be percent-encoded. What follows a '#' is left out, since no server
/// gets it.
Expected<HttpUrl> parse_http_url(const std::string& text);

/// The numeric addresses of a host: an address is its own, "localhost" is 127.0.0.1 and ::1, any other name
/// is asked of `getent ahosts`, since a static binary cannot load the C library's resolvers. May take as
/// long as `patience`. An error is one sentence's end: "has the host name 'x', for which …".
Expected<std::vector<std::string>> addresses_of(const std::string& host, Processes& processes,
                                                const Environment& environment,
                                                std::chrono::milliseconds patience);

}  // namespace slipway
