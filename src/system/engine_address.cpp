#include "system/engine_address.hpp"

#include <sys/stat.h>
#include <sys/un.h>

#include <cerrno>
#include <cstring>

#include "util/foreign.hpp"

namespace slipway {
namespace {

constexpr const char* default_address = "unix:///var/run/docker.sock";
constexpr const char* unix_scheme = "unix://";
constexpr std::size_t longest_path = sizeof(sockaddr_un::sun_path) - 1;

/// connect(2) says the same of a file that is no socket as of a socket where nobody listens.
bool is_socket(const std::string& path) {
  struct stat found {};
  return ::stat(path.c_str(), &found) != 0 || S_ISSOCK(found.st_mode);
}

std::string advice(const std::string& path, int os_error) {
  switch (os_error) {
    case ENOENT:
      return "there is no such socket; is dockerd running?";
    case EACCES:
      return "permission denied; run this as root or as a member of the group that owns the socket";
    case ECONNREFUSED:
      return is_socket(path) ? "connection refused; is dockerd running?"
                             : "that is no socket; correct docker_host or DOCKER_HOST";
    case EAGAIN:
    case ENOBUFS:
      return "it takes no further connection; is dockerd overloaded?";
    default:
      return std::string(std::strerror(os_error)) + "; is dockerd running?";
  }
}

}  // namespace

Expected<EngineAddress> engine_address(const std::string& docker_host, const Environment& environment) {
  std::string url = docker_host;
  if (const auto found = environment.find("DOCKER_HOST"); url.empty() && found != environment.end())
    url = found->second;
  if (url.empty()) url = default_address;
  if (url.compare(0, std::strlen(unix_scheme), unix_scheme) != 0)
    return fail("the engine address '" + foreign(url) +
                "' is no Unix socket; give one that begins with unix:// (docker_host or DOCKER_HOST)");
  const std::string path = url.substr(std::strlen(unix_scheme));
  if (path.empty() || path.front() != '/')
    return fail("the engine address '" + foreign(url) +
                "' has no absolute path; write it as unix:///run/docker.sock");
  if (path.size() > longest_path)
    return fail("the engine address '" + foreign(url) + "' is too long: a socket's path has at most " +
                std::to_string(longest_path) + " bytes");
  return EngineAddress{url, path};
}

Error no_answer(const EngineAddress& address, int os_error) {
  return {"the engine does not answer at " + address.url + ": " + advice(address.path, os_error), os_error};
}

}  // namespace slipway
