#include "compose/pullable_reference.hpp"

namespace slipway {

std::string PullableReference::name() const {
  const std::string repository_name = repository.domain + "/" + repository.path;
  return digest.empty() ? repository_name + ":" + tag : repository_name + "@" + digest;
}

std::optional<PullableReference> parse_pullable(std::string_view image) {
  if (is_image_suffix("@" + std::string(image)))
    return std::nullopt;  // an image's id reads as name and tag, too
  const auto [name, suffix] = split_image(image);
  auto repository = parse_repository(name);
  if (!repository || suffix.find('$') != std::string::npos || !is_image_suffix(suffix)) return std::nullopt;
  const auto at = suffix.find('@');
  PullableReference reference{std::move(*repository), suffix.substr(0, at), {}};
  if (at != std::string::npos) reference.digest = suffix.substr(at + 1);
  if (!reference.tag.empty()) reference.tag.erase(0, 1);  // the colon
  if (reference.tag.empty() && reference.digest.empty()) reference.tag = "latest";
  return reference;
}

std::string account_server(const std::string& domain) {
  return domain == "docker.io" ? "https://index.docker.io/v1/" : domain;
}

std::optional<std::string> registry_of_url(std::string_view url) {
  for (const std::string_view scheme : {"http://", "https://"})
    if (url.starts_with(scheme)) url.remove_prefix(scheme.size());
  const std::string host(url.substr(0, url.find('/')));
  if (host == "index.docker.io" || host == "registry-1.docker.io" || host == "docker.io") return "docker.io";
  const auto repository = parse_repository(host + "/any");
  if (!repository || repository->domain != host) return std::nullopt;
  return host;
}

}  // namespace slipway
