#include "system/http_url.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <sstream>

#include "util/foreign.hpp"

namespace slipway {
namespace {

constexpr const char* http_scheme = "http://";
constexpr const char* host_characters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_";

bool begins_with(const std::string& text, const std::string& start) {
  return text.size() >= start.size() &&
         std::equal(start.begin(), start.end(), text.begin(),
                    [](char a, char b) { return a == (b >= 'A' && b <= 'Z' ? b - 'A' + 'a' : b); });
}

bool is_address(int family, const std::string& text) {
  unsigned char parsed[sizeof(in6_addr)];
  return ::inet_pton(family, text.c_str(), parsed) == 1;
}

/// Splits "shop:8080" or "[::1]:8080"; false when that is no host and port.
bool split(const std::string& authority, HttpUrl& into) {
  const bool bracketed = !authority.empty() && authority.front() == '[';
  const auto end = bracketed ? authority.find(']') : authority.find(':');
  into.host = authority.substr(bracketed ? 1 : 0, end - (bracketed ? 1 : 0));
  if (bracketed ? end == std::string::npos || !is_address(AF_INET6, into.host)
                : into.host.empty() || into.host.front() == '-' ||  // getent would take it for an option
                      into.host.find_first_not_of(host_characters) != std::string::npos)
    return false;
  const std::string rest = end == std::string::npos ? "" : authority.substr(bracketed ? end + 1 : end);
  if (rest.empty()) return true;
  const auto [stop, error] = std::from_chars(rest.data() + 1, rest.data() + rest.size(), into.port);
  return rest.front() == ':' && error == std::errc() && stop == rest.data() + rest.size() && into.port != 0;
}

}  // namespace

Expected<HttpUrl> parse_http_url(const std::string& text) {
  const std::string what = "the url '" + foreign(text) + "' ";
  if (begins_with(text, "https://"))
    return fail(what +
                "is https, and only plain HTTP is spoken; give the port behind TLS, as "
                "http://localhost:8080/, or use ansible.builtin.uri");
  if (!begins_with(text, http_scheme))
    return fail(what + "does not begin with http://; write it as http://localhost:8080/ping");
  const bool plain = std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7F; });
  if (!plain) return fail(what + "has a blank or another character that must be percent-encoded, as %20");
  const std::string rest = text.substr(0, text.find('#')).substr(std::string(http_scheme).size());
  HttpUrl url;
  const auto path = std::min(rest.find_first_of("/?"), rest.size());
  url.authority = rest.substr(0, path);
  url.target = (path < rest.size() && rest[path] == '/' ? "" : "/") + rest.substr(path);
  if (url.authority.find('@') != std::string::npos)
    return fail("a url has a user name in it, which is not sent; check a page that needs none");
  if (!split(url.authority, url))
    return fail(what + "has no right host and port; write it as http://localhost:8080/ping");
  return url;
}

Expected<std::vector<std::string>> addresses_of(const std::string& host, Processes& processes,
                                                const Environment& environment,
                                                std::chrono::milliseconds patience) {
  if (is_address(AF_INET, host) || is_address(AF_INET6, host)) return std::vector{host};
  if (host == "localhost") return std::vector<std::string>{"127.0.0.1", "::1"};
  const std::string what = "has the host name '" + foreign(host) + "', ";
  const auto asked = processes.run({.argv = {"getent", "ahosts", host},
                                    .environment = environment,
                                    .folder = {},
                                    .input = {},
                                    .timeout = patience});
  if (!asked) return fail(what + "which cannot be looked up: " + asked.error().message);
  std::vector<std::string> addresses;
  std::istringstream lines(asked->output);
  for (std::string line; std::getline(lines, line);) {
    const std::string address = line.substr(0, line.find_first_of(" \t"));
    if (std::find(addresses.begin(), addresses.end(), address) == addresses.end())
      addresses.push_back(address);
  }
  if (asked->exit_code != 0 || addresses.empty())
    return fail(what + "for which getent finds no address on this machine");
  return addresses;
}

}  // namespace slipway
