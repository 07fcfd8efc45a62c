// An account at a registry, as it travels to the engine in the request itself: nothing is written down.
#pragma once

#include <string>

namespace slipway {

struct RegistryAccount {
  std::string server;          // as Docker's client names it: "https://index.docker.io/v1/", "127.0.0.1:5000"
  std::string username;        // empty with a token
  std::string password;        // empty with a token
  std::string identity_token;  // what a login without a password left; empty: none
};

/// The value of the header X-Registry-Auth (Docker Engine API, "Authentication"): Base64 of JSON, in the
/// alphabet for URLs.
std::string registry_auth(const RegistryAccount& account);

}  // namespace slipway
