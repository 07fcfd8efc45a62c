#include "proxy/haproxy.hpp"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <sstream>

#include "proxy/patience.hpp"
#include "util/excerpt.hpp"

namespace slipway {
namespace {

constexpr std::chrono::seconds longest_socket_answer{10};
constexpr std::chrono::milliseconds between_counts{50};
constexpr long forced_into_maintenance = 0x01;  // SRV_ADMF_FMAINT of srv_admin_state

constexpr const char* as_configured = "100%";  // of the weight in the configuration

using Row = std::map<std::string, std::string>;

std::vector<std::string> cells_of(const std::string& line, char separator) {
  std::vector<std::string> cells;
  std::istringstream text(line);
  for (std::string cell; std::getline(text, cell, separator);) cells.push_back(cell);
  return cells;
}

/// A table whose header line begins with '#': each row by the names of its columns.
std::vector<Row> rows_of(const std::string& answer, char separator) {
  std::vector<Row> rows;
  std::vector<std::string> names;
  for (const auto& line : lines_of(answer)) {
    if (line.starts_with("# ")) {
      names = cells_of(line.substr(2), separator);
    } else if (const auto cells = cells_of(line, separator); !names.empty() && cells.size() > 1) {
      Row row;
      for (std::size_t i = 0; i < cells.size() && i < names.size(); ++i) row[names[i]] = cells[i];
      rows.push_back(std::move(row));
    }
  }
  return rows;
}

}  // namespace

Expected<std::string> Haproxy::say(const std::string& command) const {
  auto answer = patiently(system_, [&] {
    return system_.web.converse(settings_.socket.string(), command + "\n",
                                system_.clock.steady() + longest_socket_answer);
  });
  if (answer) return answer;
  return fail("the proxy " + settings_.service + " cannot be told: its socket '" + settings_.socket.string() +
              "' " + answer.error().message);
}

Expected<void> Haproxy::order(const std::string& command) const {
  TRY_ASSIGN(const std::string answer, say(command));
  // It says what it has changed, too: "IP changed from '…' to '…' by 'stats socket command'".
  const bool is_well = answer.find_first_not_of(" \n\r") == std::string::npos ||
                       answer.find("changed from") != std::string::npos ||
                       answer.find("nothing changed") != std::string::npos ||
                       answer.find("no need to change") != std::string::npos;
  if (is_well) return {};
  if (answer.find("current server address family") != std::string::npos)
    return fail("the proxy " + settings_.service +
                " has servers without an address, since a name could not be looked up when it started, and "
                "takes none for them; restart it, and write init-addr libc into its server-template");
  return fail("the proxy " + settings_.service + " refuses '" + command + "': " + excerpt(answer));
}

Expected<std::vector<Haproxy::Server>> Haproxy::servers_of(const std::string& backend) const {
  TRY_ASSIGN(const std::string answer, say("show servers state " + backend));
  std::vector<Server> servers;
  for (auto& row : rows_of(answer, ' ')) {
    const long state = std::strtol(row["srv_admin_state"].c_str(), nullptr, 10);
    servers.push_back(
        {row["srv_name"], row["srv_addr"], row["srv_port"], (state & forced_into_maintenance) != 0});
  }
  if (servers.empty() && !settings_.backends.empty())
    return fail("the proxy " + settings_.service + " has no servers in a backend '" + backend +
                "', named as the service: " + excerpt(answer));
  return servers;
}

Expected<std::vector<Haproxy::Server>> Haproxy::servers_at(const BackendChange& change) const {
  TRY_ASSIGN(auto servers, servers_of(change.service));
  const auto old = addresses_of(change.old);
  std::erase_if(servers, [&](const Server& server) { return old.count(server.address) == 0; });
  return servers;
}

/// By a server that is in maintenance, or that points where another one does, too.
Expected<void> Haproxy::point_at(const Container& container, const Container& proxy,
                                 const std::string& backend, std::vector<Server>& servers) const {
  const auto address = address_for(proxy, container);
  if (!address)
    return fail("the proxy " + settings_.service + " and container " + container.name +
                " have no network in common");
  const auto is_there = [&](const Server& server) { return server.address == *address; };
  auto chosen = std::find_if(servers.begin(), servers.end(), is_there);
  const auto in_maintenance = [](const Server& server) { return server.in_maintenance; };
  const auto is_double = [&](const Server& server) {
    return std::count_if(servers.begin(), servers.end(), [&](const Server& other) {
             return !other.in_maintenance && other.address == server.address;
           }) > 1;
  };
  if (chosen == servers.end()) chosen = std::find_if(servers.begin(), servers.end(), in_maintenance);
  if (chosen == servers.end()) chosen = std::find_if(servers.begin(), servers.end(), is_double);
  if (chosen == servers.end())
    return fail("the proxy " + settings_.service + " has no free server in its backend '" + backend +
                "': give its server-template more of them than there are containers");
  const std::string name = backend + "/" + chosen->name;
  if (chosen->address != *address)
    TRY(order("set server " + name + " addr " + *address + " port " + chosen->port));
  TRY(order("set server " + name + " state ready"));
  chosen->address = *address;
  chosen->in_maintenance = false;
  return {};
}

Expected<void> Haproxy::weigh(const std::string& backend, const std::vector<Server>& servers,
                              const std::set<std::string>& addresses, const std::string& weight) const {
  for (const auto& server : servers)
    if (addresses.count(server.address) != 0)
      TRY(order("set server " + backend + "/" + server.name + " weight " + weight));
  return {};
}

Expected<void> Haproxy::share(const BackendChange& change, long percent) {
  has_shared_ = true;
  TRY_ASSIGN(const auto proxies, proxy_containers(settings_, place_, system_));
  if (proxies.empty()) return {};
  TRY_ASSIGN(auto servers, servers_of(change.service));
  if (servers.empty()) return {};
  for (const auto& container : change.made)
    TRY(point_at(container, proxies.front(), change.service, servers));
  const auto count = [&](const std::set<std::string>& addresses) {
    const auto found = std::count_if(servers.begin(), servers.end(), [&](const Server& server) {
      return !server.in_maintenance && addresses.count(server.address) != 0;
    });
    return std::max(static_cast<long>(found), 1L);
  };
  const auto old = addresses_of(change.old), made = addresses_of(change.made);
  const auto part = [](long of, long servers_of_it) {
    return std::to_string(std::max(of / servers_of_it, 1L));
  };
  TRY(weigh(change.service, servers, old, part(2 * (100 - percent), count(old))));
  return weigh(change.service, servers, made, part(2 * percent, count(made)));
}

Expected<void> Haproxy::serve(const std::string& service, const std::vector<Container>& containers) const {
  TRY_ASSIGN(const auto proxies, proxy_containers(settings_, place_, system_));
  if (proxies.empty()) return {};
  TRY_ASSIGN(auto servers, servers_of(service));
  if (servers.empty()) return {};
  for (const auto& container : containers)
    if (!container.addresses.empty()) TRY(point_at(container, proxies.front(), service, servers));
  return weigh(service, servers, addresses_of(containers), as_configured);
}

Expected<void> Haproxy::prepare(const BackendChange& change) {
  TRY(serve(change.service, change.staying));
  return serve(change.service, change.old);
}

/// Behind the steps of a canary the old ones would still weigh a hundred times as much.
Expected<void> Haproxy::add(const BackendChange& change) {
  if (has_shared_) TRY(serve(change.service, change.old));
  return serve(change.service, change.made);
}

Expected<void> Haproxy::set_right(const std::string& service, const std::vector<Container>& containers) {
  TRY_ASSIGN(const auto proxies, proxy_containers(settings_, place_, system_));
  if (proxies.empty()) return {};
  TRY_ASSIGN(auto servers, servers_of(service));
  if (servers.empty()) return {};
  for (const auto& container : containers) TRY(point_at(container, proxies.front(), service, servers));
  const auto addresses = addresses_of(containers);
  for (const auto& server : servers)
    if (addresses.count(server.address) == 0 && !server.in_maintenance)
      TRY(order("set server " + service + "/" + server.name + " state maint"));
  return weigh(service, servers, addresses, as_configured);
}

/// An HAProxy that was started meanwhile may know the old ones alone, since it looks a name up once.
Expected<void> Haproxy::serve_unserved(const std::string& service, std::vector<Container> containers) const {
  TRY_ASSIGN(const auto servers, servers_of(service));
  std::erase_if(containers, [&](const Container& container) {
    const auto addresses = addresses_of({container});
    return std::any_of(servers.begin(), servers.end(), [&](const Server& server) {
      return !server.in_maintenance && addresses.count(server.address) != 0;
    });
  });
  return containers.empty() ? Expected<void>{} : serve(service, containers);
}

Expected<std::set<std::string>> Haproxy::begin_to_drain(const BackendChange& change) const {
  std::set<std::string> names;
  TRY_ASSIGN(const auto proxies, proxy_containers(settings_, place_, system_));
  if (proxies.empty()) return names;
  for (const auto& others : {change.staying, change.made}) TRY(serve_unserved(change.service, others));
  TRY_ASSIGN(const auto servers, servers_at(change));
  for (const auto& server : servers) {
    if (!server.in_maintenance)
      TRY(order("set server " + change.service + "/" + server.name + " state drain"));
    names.insert(server.name);
  }
  return names;
}

Expected<void> Haproxy::move_over(const BackendChange& change) {
  TRY(add(change));
  TRY(begin_to_drain(change));
  return {};
}

Expected<void> Haproxy::drain(const BackendChange& change) {
  TRY_ASSIGN(const auto names, begin_to_drain(change));
  if (names.empty()) return {};
  const auto until = system_.clock.steady() + change.grace;
  for (;;) {
    TRY_ASSIGN(const long sessions, sessions_of(change.service, names));
    if (sessions == 0 || system_.clock.steady() >= until) return {};
    system_.clock.sleep_until(system_.clock.steady() + between_counts);
  }
}

Expected<void> Haproxy::forget(const BackendChange& change) {
  TRY_ASSIGN(const auto proxies, proxy_containers(settings_, place_, system_));
  if (proxies.empty()) return {};
  TRY_ASSIGN(const auto servers, servers_at(change));
  for (const auto& server : servers)
    TRY(order("set server " + change.service + "/" + server.name + " state maint"));
  if (!has_shared_) return {};
  TRY_ASSIGN(const auto left, servers_of(change.service));
  return weigh(change.service, left, addresses_of(change.made), as_configured);
}

Expected<bool> Haproxy::knows(const std::string& service) {
  TRY_ASSIGN(const auto proxies, proxy_containers(settings_, place_, system_));
  if (proxies.empty()) return true;
  TRY_ASSIGN(const auto servers, servers_of(service));
  return !servers.empty();
}

Expected<long> Haproxy::sessions_of(const std::string& backend, const std::set<std::string>& servers) const {
  TRY_ASSIGN(const std::string answer, say("show stat"));
  long sessions = 0;
  for (auto& row : rows_of(answer, ','))
    if (row["pxname"] == backend && servers.count(row["svname"]) != 0)
      sessions += std::strtol(row["scur"].c_str(), nullptr, 10);
  return sessions;
}

}  // namespace slipway
