#include "engine/pull_trouble.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

namespace slipway {
namespace {

struct KnownWords {
  std::string_view words;  // in lower case
  PullTrouble trouble;
};

using enum PullTrouble;

/// Not our words, but those of engines and registries. The first that is found counts: the particular stands
/// before the general.
constexpr KnownWords known[] = {
    {R"(no space left on device)", no_space},
    {R"(disk quota exceeded)", no_space},
    {R"(toomanyrequests)", limited},
    {R"(too many requests)", limited},
    {R"(pull rate limit)", limited},
    {R"(denied by plugin)", forbidden},   // moby, pkg/authorization
    {R"(configured policy)", forbidden},  // Harbor, server/middleware/vulnerable
    {R"(policy violation)", forbidden},
    {R"(policyviolation)", forbidden},
    {R"(by policy)", forbidden},
    {R"(no matching manifest)", platform},
    {R"(manifest unknown)", missing},
    {R"(name unknown)", missing},
    {R"(manifest for )", missing},
    {R"(404 not found)", missing},
    {R"(does not match the specified platform)", platform},
    {R"(was found but does not provide any platform)", platform},
    {R"(no basic auth credentials)", refused},
    {R"(incorrect username or password)", refused},
    {R"(authentication required)", refused},
    {R"(unauthorized:)", refused},
    {R"(401 unauthorized)", refused},
    {R"(insufficient_scope)", denied},
    {R"(denied)", denied},
    {R"(403 forbidden)", denied},
    {R"(authorization failed)", refused},
    {R"(x509:)", insecure},
    {R"(tls: )", insecure},
    {R"(server gave http response to https client)", insecure},
    {R"(malformed http response)", insecure},
    {R"(unexpected http status: 5)", faulty},
    {R"(500 internal server error)", faulty},
    {R"(502 bad gateway)", faulty},
    {R"(503 service unavailable)", faulty},
    {R"(504 gateway time)", faulty},
    {R"(connection refused)", unreachable},
    {R"(connection reset)", unreachable},
    {R"(no such host)", unreachable},
    {R"(name resolution)", unreachable},
    {R"(server misbehaving)", unreachable},
    {R"(timeout)", unreachable},
    {R"(timed out)", unreachable},
    {R"(deadline exceeded)", unreachable},
    {R"(waiting for connection)", unreachable},
    {R"(no route to host)", unreachable},
    {R"(network is unreachable)", unreachable},
    {R"(broken pipe)", unreachable},
    {R"(dial tcp)", unreachable},
    {R"(proxyconnect)", unreachable},
    {R"(: eof)", unreachable},
    {R"(unexpected eof)", unreachable},
};

std::string lower_case(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  return text;
}

/// Both the host and the path stand in addresses that are quoted.
std::string without_names(std::string words, const std::string& repository) {
  const auto slash = repository.find('/');
  if (slash == std::string::npos) return words;
  for (const auto& name : {repository.substr(slash + 1), repository.substr(0, slash)})
    for (auto at = words.find(name); !name.empty() && at != std::string::npos; at = words.find(name, at))
      words.erase(at, name.size());
  return words;
}

}  // namespace

const char* name_of(PullTrouble trouble) {
  static constexpr std::array names{"missing",  "refused",     "denied", "forbidden", "limited",
                                    "insecure", "unreachable", "faulty", "platform",  "no_space",
                                    "too_slow", "engine",      "absent", "other"};
  return names.at(static_cast<std::size_t>(trouble));
}

PullTrouble pull_trouble(int status, const std::string& words, const std::string& repository) {
  const std::string said = lower_case(without_names(words, repository));
  for (const auto& entry : known)
    if (said.find(entry.words) != std::string::npos) return entry.trouble;
  // containerd: `failed to resolve reference "docker.io/library/nginx:nope": docker.io/library/nginx:nope:
  // not found`
  if (said.ends_with(": not found") || status == 404) return missing;
  if (status == 401) return refused;
  return status == 403 ? forbidden : other;
}

bool may_pass(PullTrouble trouble) {
  return trouble == unreachable || trouble == faulty || trouble == engine;
}

}  // namespace slipway
