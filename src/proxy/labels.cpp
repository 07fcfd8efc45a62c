#include "proxy/labels.hpp"

#include <algorithm>

#include "system/http_url.hpp"

namespace slipway {
namespace {

constexpr std::chrono::seconds longest_page_answer{5};
constexpr std::chrono::seconds longest_discovery{60};
constexpr std::chrono::milliseconds between_pages{100};

/// Not "172.18.0.1" in "172.18.0.12".
bool has_address(const std::string& text, const std::string& address) {
  for (auto at = text.find(address); at != std::string::npos; at = text.find(address, at + 1)) {
    const char after = at + address.size() < text.size() ? text[at + address.size()] : ' ';
    const char before = at > 0 ? text[at - 1] : ' ';
    const auto continues = [](char letter) { return (letter >= '0' && letter <= '9') || letter == '.'; };
    if (!continues(after) && !continues(before)) return true;
  }
  return false;
}

}  // namespace

void LabelledProxy::settle() const {
  system_.clock.sleep_until(system_.clock.steady() + std::chrono::seconds(settings_.settle));
}

Expected<long> LabelledProxy::listed(const std::vector<Container>& containers) const {
  const HttpUrl url = *parse_http_url(settings_.url);
  const auto until = system_.clock.steady() + longest_page_answer;
  const auto failed = [&](const Error& why) {
    return fail("the proxy's page " + settings_.url + " " + why.message);
  };
  const auto addresses = addresses_of(url.host, system_.processes, system_.environment, longest_page_answer);
  if (!addresses) return failed(addresses.error());
  const auto request = system_.web.get({*addresses, url.port, url.authority, url.target, true}, until);
  while (!request->outcome() && system_.clock.steady() < until) system_.web.wait(until);
  if (!request->outcome()) return failed({"did not answer in time"});
  const auto& reply = *request->outcome();
  if (!reply) return failed(reply.error());
  if (reply->status != 200) return failed({"answered " + std::to_string(reply->status)});
  return std::count_if(containers.begin(), containers.end(), [&](const Container& container) {
    return std::any_of(container.addresses.begin(), container.addresses.end(),
                       [&](const auto& entry) { return has_address(reply->body, entry.second); });
  });
}

Expected<void> LabelledProxy::add(const BackendChange& change) {
  if (settings_.url.empty()) {
    settle();
    return {};
  }
  const auto until = system_.clock.steady() + longest_discovery;
  for (;;) {
    TRY_ASSIGN(const long found, listed(change.made));
    if (found == static_cast<long>(change.made.size())) return {};
    if (system_.clock.steady() >= until)
      return fail("the proxy's page " + settings_.url + " does not list the new containers of service " +
                  change.service + " after 60 s");
    system_.clock.sleep_until(system_.clock.steady() + between_pages);
  }
}

Expected<void> LabelledProxy::drain(const BackendChange& change) {
  if (settings_.url.empty()) {
    settle();
    return {};
  }
  const auto until = system_.clock.steady() + change.grace;
  for (;;) {
    TRY_ASSIGN(const long found, listed(change.old));
    if (system_.clock.steady() >= until) return {};
    if (found == 0) {
      settle();  // a request that it has chosen an old one for before is on its way
      return {};
    }
    system_.clock.sleep_until(system_.clock.steady() + between_pages);
  }
}

}  // namespace slipway
