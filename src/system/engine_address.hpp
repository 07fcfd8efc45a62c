// Where the engine listens.
#pragma once

#include <string>

#include "system/process.hpp"
#include "util/error.hpp"

namespace slipway {

struct EngineAddress {
  std::string url;   // "unix:///var/run/docker.sock", for messages
  std::string path;  // "/var/run/docker.sock"
};

/// `docker_host`, else DOCKER_HOST of `environment`, else Docker's default. Errors: not a Unix socket, a path
/// that is relative or longer than a socket's may be (107 bytes, sun_path of unix(7)).
Expected<EngineAddress> engine_address(const std::string& docker_host, const Environment& environment);

/// The one sentence for a socket that could not be connected to; `os_error` is connect(2)'s errno.
Error no_answer(const EngineAddress& address, int os_error);

}  // namespace slipway
