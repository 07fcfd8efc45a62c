// The engine's list of containers, as `docker compose ps --format json` shows it (docker/cli,
// cli/command/formatter/container.go; docker/compose, cmd/formatter/container.go).
#include <algorithm>
#include <boost/regex.hpp>
#include <nlohmann/json.hpp>

#include "release/containers.hpp"
#include "util/joined.hpp"
#include "util/json_access.hpp"
#include "util/utc_time.hpp"
#include "util/utf8.hpp"

namespace slipway {
namespace {

using Json = nlohmann::ordered_json;
using json_access::integer;
using json_access::member;
using json_access::strings;
using json_access::text;

std::string names(const nlohmann::json& container) {
  auto all = strings(container, "Names");
  for (auto& name : all)
    if (name.starts_with('/')) name.erase(0, 1);
  return joined(all, ",");
}

/// As ps does, cut after 20 characters: a command line is no place for secrets, but may hold one.
std::string command(const nlohmann::json& container) {
  std::string line = text(container, "Command");
  std::size_t characters = 0;
  for (std::size_t at = 0; at < line.size(); ++at) {
    if (!continues_character(line[at]) && ++characters > 19) return "\"" + line.substr(0, at) + "…\"";
  }
  return "\"" + line + "\"";
}

/// The engine tells them in its status line only: "Up 2 minutes (healthy)", "Exited (137) 5 seconds ago".
std::string health(const std::string& status) {
  static const boost::regex pattern(R"(\((?:health: )?(starting|healthy|unhealthy)\))");
  boost::smatch found;
  return boost::regex_search(status, found, pattern) ? found[1].str() : "";
}

long exit_code(const std::string& status) {
  static const boost::regex pattern(R"(Exited \((\d{1,3})\))");
  boost::smatch found;
  return boost::regex_search(status, found, pattern) ? std::stol(found[1].str()) : 0;
}

Json publishers(const nlohmann::json& container) {
  Json all = Json::array();
  for (const auto& port : member(container, "Ports"))
    all.push_back({{"URL", text(port, "IP")},
                   {"TargetPort", integer(port, "PrivatePort")},
                   {"PublishedPort", integer(port, "PublicPort")},
                   {"Protocol", text(port, "Type")}});
  return all;
}

std::string ports(const Json& publishers) {
  std::vector<std::string> all;
  for (const auto& port : publishers) {
    const std::string inside =
        std::to_string(port["TargetPort"].get<long>()) + "/" + port["Protocol"].get<std::string>();
    const long outside = port["PublishedPort"].get<long>();
    all.push_back(outside == 0
                      ? inside
                      : port["URL"].get<std::string>() + ":" + std::to_string(outside) + "->" + inside);
  }
  return joined(all, ", ");
}

std::string labels(const nlohmann::json& container) {
  std::vector<std::string> all;
  for (const auto& [name, value] : member(container, "Labels").items())
    if (value.is_string()) all.push_back(name + "=" + value.get<std::string>());
  return joined(all, ",");
}

std::string mounts(const nlohmann::json& container) {
  std::vector<std::string> all;
  for (const auto& mount : member(container, "Mounts")) {
    const std::string name = text(mount, "Name");
    all.push_back(name.empty() ? text(mount, "Source") : name);
  }
  return joined(all, ",");
}

long local_volumes(const nlohmann::json& container) {
  const auto& all = member(container, "Mounts");
  return std::count_if(all.begin(), all.end(),
                       [](const auto& mount) { return text(mount, "Driver") == "local"; });
}

std::string networks(const nlohmann::json& container) {
  std::vector<std::string> all;
  for (const auto& [name, settings] : member(member(container, "NetworkSettings"), "Networks").items())
    all.push_back(name);
  return joined(all, ",");
}

/// In seconds since 1970. What the clock cannot hold reads as 1970, as what is missing does.
std::chrono::system_clock::time_point created_at(const nlohmann::json& container) {
  using std::chrono::system_clock;
  constexpr auto latest = std::chrono::floor<std::chrono::seconds>(system_clock::duration::max());
  const std::chrono::seconds created(integer(container, "Created"));
  const bool holds = created.count() >= 0 && created <= latest;
  return system_clock::time_point{holds ? created : std::chrono::seconds::zero()};
}

Json entry(const nlohmann::json& container, std::chrono::system_clock::time_point now) {
  const auto& label = member(container, "Labels");
  const std::string status = text(container, "Status");
  const auto created = created_at(container);
  Json published = publishers(container);
  const std::string shown_ports = ports(published);
  return {{"Command", command(container)},
          {"CreatedAt", utc_date(created) + " " + utc_time_of_day(created) + " +0000 UTC"},
          {"ExitCode", exit_code(status)},
          {"Health", health(status)},
          {"ID", text(container, "Id")},
          {"Image", text(container, "Image")},
          {"Labels", labels(container)},
          {"LocalVolumes", std::to_string(local_volumes(container))},
          {"Mounts", mounts(container)},
          {"Name", names(container)},
          {"Names", names(container)},
          {"Networks", networks(container)},
          {"Ports", shown_ports},
          {"Project", text(label, project_label)},
          {"Publishers", published.empty() ? Json() : std::move(published)},
          {"RunningFor", human_duration(now - created) + " ago"},
          {"Service", text(label, service_label)},
          {"Size", "0B"},
          {"State", text(container, "State")},
          {"Status", status}};
}

}  // namespace

std::string compose_ps_json(const nlohmann::json& list, std::chrono::system_clock::time_point now) {
  Json all = Json::array();
  for (const auto& container : list) all.push_back(entry(container, now));
  return all.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace slipway
