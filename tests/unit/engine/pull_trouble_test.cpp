#include "engine/pull_trouble.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace slipway;

namespace {

struct Said {
  int status;
  const char* words;
  PullTrouble means;
};

using enum PullTrouble;

// Engine 20.10 to 28 with its own image store: status and message, or an error in the stream (200).
constexpr Said classic[] = {
    {404, "manifest for 127.0.0.1:5000/framework:nope not found: manifest unknown: manifest unknown",
     missing},
    {404, "repository 127.0.0.1:5000/nope not found: name unknown: repository name not known to registry",
     missing},
    {404,
     "pull access denied for acme/nope, repository does not exist or may require 'docker login': denied: "
     "requested "
     "access to the resource is denied",
     denied},
    {500, "Get \"http://127.0.0.1:5000/v2/framework/manifests/v1\": no basic auth credentials", refused},
    {500,
     "Get https://registry-1.docker.io/v2/acme/app/manifests/latest: unauthorized: incorrect username or "
     "password",
     refused},
    {500,
     "Head \"https://registry-1.docker.io/v2/acme/app/manifests/1\": unauthorized: incorrect username or "
     "password",
     refused},
    {500, "unauthorized: authentication required", refused},
    {500, "Head \"https://registry.example.com/v2/acme/app/manifests/1\": denied: access forbidden", denied},
    {500, "Get \"http://127.0.0.1:1/v2/\": dial tcp 127.0.0.1:1: connect: connection refused", unreachable},
    {500,
     "Get \"https://nowhere.example/v2/\": dial tcp: lookup nowhere.example on 127.0.0.53:53: no such host",
     unreachable},
    {500, "Get \"https://registry-1.docker.io/v2/\": EOF", unreachable},
    {500, "Get \"https://registry-1.docker.io/v2/\": net/http: TLS handshake timeout", unreachable},
    {500,
     "Get \"https://registry-1.docker.io/v2/\": net/http: request canceled while waiting for connection "
     "(Client.Timeout exceeded while awaiting headers)",
     unreachable},
    {500,
     "Get \"https://registry-1.docker.io/v2/\": proxyconnect tcp: dial tcp 127.0.0.1:3128: connect: "
     "connection "
     "refused",
     unreachable},
    {500, "Get \"https://10.0.0.1:5000/v2/\": http: server gave HTTP response to HTTPS client", insecure},
    {500, "Get \"https://10.0.0.1:5000/v2/\": x509: certificate signed by unknown authority", insecure},
    {500, "Get \"https://10.0.0.1/v2/\": tls: failed to verify certificate: x509: certificate has expired",
     insecure},
    {500,
     "toomanyrequests: You have reached your pull rate limit. You may increase the limit by authenticating "
     "and "
     "upgrading: https://www.docker.com/increase-rate-limit",
     limited},
    {200, "write /var/lib/docker/tmp/GetImageBlob123: no space left on device", no_space},
    {200,
     "failed to register layer: Error processing tar file(exit status 1): write /usr/lib/x: no space left on "
     "device",
     no_space},
    {404, "no matching manifest for linux/amd64 in the manifest list entries", platform},
    {200,
     "image with reference acme/app was found but does not match the specified platform: wanted linux/arm64",
     platform},
    {500, "received unexpected HTTP status: 503 Service Unavailable", faulty},
    {403, "authorization denied by plugin opa-docker-authz: request rejected", forbidden},
    {500,
     "unknown: current image without vulnerability scanning cannot be pulled due to configured policy in "
     "'Prevent images with vulnerability severity'",
     forbidden},
    {200, "filesystem layer verification failed for digest sha256:ab", other},
};

// Engines with containerd's image store, 24 to 29.
constexpr Said containerd[] = {
    {404,
     "failed to resolve reference \"docker.io/library/nginx:nope\": docker.io/library/nginx:nope: not found",
     missing},
    {500,
     "failed to resolve reference \"registry.example.com/a:1\": pull access denied, repository does not "
     "exist or may "
     "require authorization: authorization failed: no basic auth credentials",
     refused},
    {500,
     "failed to resolve reference \"docker.io/acme/nope:1\": pull access denied, repository does not exist "
     "or may "
     "require authorization: server message: insufficient_scope: authorization failed",
     denied},
    {500,
     "failed to resolve reference \"docker.io/a/b:1\": failed to authorize: failed to fetch oauth token: "
     "unexpected "
     "status from GET request to https://auth.docker.io/token?scope=repository: 401 Unauthorized",
     refused},
    {500,
     "failed to resolve reference \"docker.io/a/b:1\": failed to authorize: failed to fetch anonymous token: "
     "Get "
     "\"https://auth.docker.io/token?service=registry.docker.io\": EOF",
     unreachable},
    {500,
     "unknown: failed to resolve reference \"ghcr.io/a/b:latest\": unexpected status from HEAD request to "
     "https://ghcr.io/v2/a/b/manifests/latest: 403 Forbidden",
     denied},
    {500,
     "failed to resolve reference \"127.0.0.1:1/a:1\": failed to do request: Head "
     "\"http://127.0.0.1:1/v2/a/manifests/1\": "
     "dial tcp 127.0.0.1:1: connect: connection refused",
     unreachable},
    {500,
     "failed to copy: httpReadSeeker: failed open: unexpected status code "
     "https://r.example/v2/a/blobs/sha256:1: 429 Too Many Requests",
     limited},
};

}  // namespace

TEST_CASE("why an image cannot be had is told by the engine's words", "[pull]") {
  for (const auto& said : classic) {
    CAPTURE(said.words);
    CHECK(std::string(name_of(pull_trouble(said.status, said.words))) == name_of(said.means));
  }
}

TEST_CASE("an engine with containerd's store says it in other words", "[pull]") {
  for (const auto& said : containerd) {
    CAPTURE(said.words);
    CHECK(std::string(name_of(pull_trouble(said.status, said.words))) == name_of(said.means));
  }
}

TEST_CASE("a repository that is called denied-parties was denied when its tag was missing", "[pull]") {
  CHECK(pull_trouble(404,
                     "failed to resolve reference \"r.example/acme/denied-parties:1\": "
                     "r.example/acme/denied-parties:1: not found",
                     "r.example/acme/denied-parties") == missing);
  CHECK(pull_trouble(500, "Get \"https://timeout.example/v2/\": x509: certificate has expired",
                     "timeout.example/app") == insecure);
}

TEST_CASE("where the words say nothing the status does", "[pull]") {
  CHECK(pull_trouble(404, "oops") == missing);
  CHECK(pull_trouble(401, "oops") == refused);
  CHECK(pull_trouble(403, "oops") == forbidden);
  CHECK(pull_trouble(500, "oops") == other);
}

TEST_CASE("only what has to do with the way there is tried again", "[pull]") {
  for (const auto trouble : {unreachable, faulty, engine}) CHECK(may_pass(trouble));
  for (const auto trouble :
       {missing, refused, denied, forbidden, limited, insecure, platform, no_space, too_slow, absent, other})
    CHECK_FALSE(may_pass(trouble));
}
