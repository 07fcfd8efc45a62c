#include "proxy/caddy.hpp"

#include <algorithm>

#include "proxy/patience.hpp"
#include "util/excerpt.hpp"

namespace slipway {
namespace {

using nlohmann::json;

constexpr long places = 20;                         // of 5 % each, when requests are shared out
constexpr std::chrono::seconds longest_change{30};  // it takes its whole configuration anew

/// "app" of "app:9000".
std::string name_in(const std::string& dial) {
  return dial.substr(0, dial.rfind(':'));
}

/// "9000" of the same.
std::string port_of(const std::string& dial) {
  return dial.substr(dial.rfind(':') + 1);
}

std::string dial_of(const json& upstream) {
  const auto dial = upstream.is_object() ? upstream.find("dial") : upstream.end();
  return dial != upstream.end() && dial->is_string() ? dial->get<std::string>() : "";
}

/// Caddy takes an `@id` at any object, and goes by none; it stays when a run is cut off.
std::string mark_of(const std::string& service) {
  return "slipway:" + service + ":";
}

bool is_of(const json& upstream, const std::string& service) {
  const auto mark = upstream.is_object() ? upstream.find("@id") : upstream.end();
  const bool is_marked =
      mark != upstream.end() && mark->is_string() && mark->get<std::string>().starts_with(mark_of(service));
  return is_marked || name_in(dial_of(upstream)) == service;
}

/// All of `upstreams` in a configuration, with the path of each.
void collect(const json& node, const std::string& path, std::vector<std::pair<std::string, json>>& found) {
  if (node.is_object()) {
    for (const auto& [key, value] : node.items()) {
      if (key == "upstreams" && value.is_array()) found.emplace_back(path + "/" + key, value);
      collect(value, path + "/" + key, found);
    }
  } else if (node.is_array()) {
    for (std::size_t i = 0; i < node.size(); ++i) collect(node[i], path + "/" + std::to_string(i), found);
  }
}

}  // namespace

Expected<json> Caddy::ask(const std::string& method, const std::string& target,
                          const std::string& body) const {
  const std::string what = "the proxy " + settings_.service + " cannot be told: ";
  const auto reply = patiently(system_, [&] {
    return system_.web.ask({settings_.socket.string(), method, target, body},
                           system_.clock.steady() + longest_change);
  });
  if (!reply) return fail(what + "its socket '" + settings_.socket.string() + "' " + reply.error().message);
  if (reply->status != 200)
    return fail(what + method + " " + target + " was answered with " + std::to_string(reply->status) + ": " +
                excerpt(reply->body));
  return json::parse(reply->body.empty() ? "null" : reply->body, nullptr, false);
}

json Caddy::Upstreams::pinned_to(const std::vector<std::string>& dials, const std::string& service) const {
  json entries = json::array();
  for (const auto& dial : dials) {
    json entry = own.front();
    entry["dial"] = dial;
    entry["@id"] = mark_of(service) + path + ":" + std::to_string(entries.size());
    entries.push_back(std::move(entry));
  }
  return entries;
}

/// Of those that a run that was cut off has left, how often the name was there is not known.
json Caddy::Upstreams::by_name(const std::string& service) const {
  if (had_name) return own;
  json entry = own.front();
  entry.erase("@id");
  entry["dial"] = service + ":" + port;
  return json::array({entry});
}

Caddy::Upstreams Caddy::upstreams_in(const std::string& path, const json& list, const std::string& service) {
  Upstreams found{path, json::array(), "", false};
  for (const auto& upstream : list) {
    if (!is_of(upstream, service)) continue;
    const std::string dial = dial_of(upstream);
    const bool has_name = name_in(dial) == service;
    if (has_name && !found.had_name) found.own.clear();
    found.had_name = found.had_name || has_name;
    if (has_name || !found.had_name) found.own.push_back(upstream);
    if (has_name || found.port.empty()) found.port = port_of(dial);
  }
  return found;
}

Expected<std::vector<Caddy::Upstreams>> Caddy::upstreams_of(const std::string& service) {
  TRY_ASSIGN(const json config, ask("GET", "/config/apps/http/servers", ""));
  std::vector<std::pair<std::string, json>> all;
  collect(config, "/config/apps/http/servers", all);
  std::vector<Upstreams> found;
  for (const auto& [path, list] : all) {
    lists_[path] = list;
    found.push_back(upstreams_in(path, list, service));
    if (found.back().own.empty()) found.pop_back();
  }
  if (found.empty() && !settings_.backends.empty())
    return fail("the proxy " + settings_.service + " sends no requests to '" + service +
                "': no upstream in its configuration has that name");
  return found;
}

/// Into the list as it is by now: another service of the same list may have been changed meanwhile.
Expected<void> Caddy::put(const std::string& path, const std::string& service, const json& entries) {
  json list = json::array();
  bool is_in = false;
  for (const auto& upstream : lists_[path]) {
    if (!is_of(upstream, service)) {
      list.push_back(upstream);
    } else if (!is_in) {
      list.insert(list.end(), entries.begin(), entries.end());
      is_in = true;
    }
  }
  TRY(ask("PATCH", path, list.dump()));
  lists_[path] = std::move(list);
  return {};
}

Expected<bool> Caddy::knows(const std::string& service) {
  TRY_ASSIGN(const auto proxies, proxy_containers(settings_, place_, system_));
  if (proxies.empty()) return true;
  TRY_ASSIGN(const auto lists, upstreams_of(service));
  return !lists.empty();
}

Expected<void> Caddy::point_at(const BackendChange& change, const std::vector<Container>& further) {
  TRY_ASSIGN(const auto proxies, proxy_containers(settings_, place_, system_));
  if (proxies.empty()) return {};
  std::vector<Container> containers = change.staying;
  containers.insert(containers.end(), further.begin(), further.end());
  if (!any_is_reachable(containers)) return {};
  auto& lists = changed_[change.service];
  if (lists.empty()) {
    TRY_ASSIGN(lists, upstreams_of(change.service));
  }
  for (const auto& list : lists) {
    std::vector<std::string> dials;
    for (const auto& container : containers)
      if (const auto address = address_for(proxies.front(), container))
        dials.push_back(at_port(*address, list.port));
    if (dials.empty())
      return fail("the proxy " + settings_.service + " has no network in common with service " +
                  change.service);
    TRY(put(list.path, change.service, list.pinned_to(dials, change.service)));
  }
  return {};
}

Expected<void> Caddy::name_again(const std::string& service, const std::vector<Upstreams>& lists) {
  for (const auto& list : lists) TRY(put(list.path, service, list.by_name(service)));
  return {};
}

/// It looks the name up for each request, and the new container has that name as soon as it runs.
Expected<void> Caddy::prepare(const BackendChange& change) {
  moved_over_.erase(change.service);
  return point_at(change, change.old);
}

Expected<void> Caddy::share(const BackendChange& change, long percent) {
  const long of_made = std::max(percent * places / 100, 1L);
  std::vector<Container> all;
  for (long i = 0; i < places - of_made && !change.old.empty(); ++i)
    all.push_back(change.old[static_cast<std::size_t>(i) % change.old.size()]);
  for (long i = 0; i < of_made && !change.made.empty(); ++i)
    all.push_back(change.made[static_cast<std::size_t>(i) % change.made.size()]);
  return point_at(change, all);
}

Expected<void> Caddy::add(const BackendChange& change) {
  std::vector<Container> all = change.old;
  all.insert(all.end(), change.made.begin(), change.made.end());
  return point_at(change, all);
}

Expected<void> Caddy::move_over(const BackendChange& change) {
  TRY(point_at(change, change.made));
  moved_over_.insert(change.service);
  return {};
}

/// A request that came by the configuration before is not tried again at another upstream once that is gone
/// (Caddy, reverseproxy, tryAgain): what it was sent to has to be there a little longer.
Expected<void> Caddy::drain(const BackendChange& change) {
  if (moved_over_.erase(change.service) == 0) TRY(point_at(change, change.made));
  if (!changed_[change.service].empty())
    system_.clock.sleep_until(system_.clock.steady() + std::chrono::seconds(settings_.settle));
  return {};
}

Expected<void> Caddy::forget(const BackendChange& change) {
  TRY(name_again(change.service, changed_[change.service]));
  changed_.erase(change.service);
  return {};
}

Expected<void> Caddy::set_right(const std::string& service, const std::vector<Container>&) {
  TRY_ASSIGN(const auto proxies, proxy_containers(settings_, place_, system_));
  if (proxies.empty()) return {};
  if (const auto known = changed_.find(service); known != changed_.end()) {
    TRY(name_again(service, known->second));
    changed_.erase(known);
    return {};
  }
  TRY_ASSIGN(auto lists, upstreams_of(service));
  std::erase_if(lists, [](const Upstreams& list) { return list.had_name; });
  return name_again(service, lists);
}

}  // namespace slipway
