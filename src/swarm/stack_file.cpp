#include "swarm/stack_file.hpp"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "compose/dollars.hpp"
#include "swarm/key_findings.hpp"
#include "util/json_access.hpp"
#include "util/sha256.hpp"

namespace slipway {
namespace {

using json_access::member;
using json_access::text;
using nlohmann::json;

constexpr std::size_t digits_of_key = 8;

/// Only these keys of it.
json picked(const json& from, std::initializer_list<const char*> keys) {
  json into = json::object();
  for (const char* key : keys)
    if (from.is_object() && from.contains(key) && !from[key].is_null()) into[key] = from[key];
  return into;
}

/// "8080" as 8080.
json as_number(const json& value) {
  if (!value.is_string()) return value;
  const auto& digits = value.get_ref<const std::string&>();
  long number = 0;
  const auto [end, code] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return code == std::errc() && end == digits.data() + digits.size() ? json(number) : value;
}

/// A file's mode as a number: "0440" is octal.
json as_mode(const json& value) {
  if (!value.is_string()) return value;
  const auto& digits = value.get_ref<const std::string&>();
  long mode = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), mode, 8);
  return mode;
}

json ports_of(const json& given) {
  json ports = json::array();
  for (const auto& port : given) {
    json one = picked(port, {"target", "published", "protocol", "mode"});
    if (one.contains("published")) one["published"] = as_number(one["published"]);
    ports.push_back(std::move(one));
  }
  return ports;
}

json mounts_of(const json& given) {
  json mounts = json::array();
  for (const auto& mount : given) {
    json one = picked(mount, {"type", "source", "target", "read_only", "consistency"});
    if (json bind = picked(member(mount, "bind"), {"propagation"}); !bind.empty())
      one["bind"] = std::move(bind);
    if (json volume = picked(member(mount, "volume"), {"nocopy"}); !volume.empty())
      one["volume"] = std::move(volume);
    if (json tmpfs = picked(member(mount, "tmpfs"), {"size"}); !tmpfs.empty()) {
      tmpfs["size"] = as_number(tmpfs["size"]);
      one["tmpfs"] = std::move(tmpfs);
    }
    mounts.push_back(std::move(one));
  }
  return mounts;
}

json uses_of(const json& given) {
  json uses = json::array();
  for (const auto& use : given) {
    json one = picked(use, {"source", "target", "uid", "gid", "mode"});
    if (one.contains("mode")) one["mode"] = as_mode(one["mode"]);
    uses.push_back(std::move(one));
  }
  return uses;
}

json attachments_of(const json& given) {
  json attachments = json::object();
  for (const auto& [name, attachment] : given.items()) attachments[name] = picked(attachment, {"aliases"});
  return attachments;
}

/// A swarm's format takes the number of processors as text.
json deploy_of(json deploy) {
  for (const char* group : {"limits", "reservations"}) {
    if (!member(member(deploy, "resources"), group).is_object()) continue;
    json& resources = deploy["resources"][group];
    resources.erase("devices");
    if (resources.contains("cpus") && resources["cpus"].is_number())
      resources["cpus"] = resources["cpus"].dump();
  }
  return deploy;
}

/// "name=address", as Compose prints it, is "name:address" to docker's older clients.
json hosts_of(json hosts) {
  if (hosts.is_array())
    for (auto& host : hosts)
      if (host.is_string())
        if (auto line = host.get<std::string>(); line.find('=') != std::string::npos) {
          line[line.find('=')] = ':';
          host = line;
        }
  return hosts;
}

json value_of(const std::string& key, const json& given) {
  if (key == "ports") return ports_of(given);
  if (key == "volumes") return mounts_of(given);
  if (key == "secrets" || key == "configs") return uses_of(given);
  if (key == "networks" && given.is_object()) return attachments_of(given);
  if (key == "deploy") return deploy_of(given);
  return key == "extra_hosts" ? hosts_of(given) : given;
}

std::map<std::string, std::string> variables_of(const json& service) {
  std::map<std::string, std::string> environment;
  const json& given = member(service, "environment");
  if (given.is_object())
    for (const auto& [name, value] : given.items())
      if (!value.is_null())
        environment[name] = value.is_string() ? with_single_dollars(value.get<std::string>()) : value.dump();
  return environment;
}

std::optional<long> replicas_of(const json& service) {
  const json& deploy = member(service, "deploy");
  if (text(deploy, "mode").starts_with("global")) return std::nullopt;
  const json& replicas = member(deploy, "replicas");
  return replicas.is_number_integer() ? replicas.get<long>() : 1;
}

class Converter {
 public:
  Converter(const json& config, const std::map<std::string, std::string>& images,
            const std::vector<SwarmObject>& objects)
      : config_(config), images_(images), objects_(objects) {}

  SwarmFile file() {
    json whole{{"services", json::object()}};
    for (const auto& [name, service] : member(config_, "services").items())
      whole["services"][name] = converted(name, service);
    whole["version"] = has_start_interval_ ? "3.12" : "3.8";
    add_networks(whole);
    add_volumes(whole);
    for (const auto& object : objects_)
      whole[object.kind == ObjectKind::secret ? "secrets" : "configs"][object.key] = {{"external", true},
                                                                                      {"name", object.name}};
    file_.text = whole.dump(-1, ' ', false, json::error_handler_t::replace);
    return std::move(file_);
  }

 private:
  json converted(const std::string& name, json service) {
    // `scale` is Compose's own word for it (compose-go, ServiceConfig.GetScale).
    if (member(service, "scale").is_number_integer()) service["deploy"]["replicas"] = service["scale"];
    service.erase("scale");
    json into = json::object();
    for (const auto& [key, value] : service.items())
      if (fate_of(key) == KeyFate::taken && !value.is_null()) into[key] = value_of(key, value);
    const auto image = images_.find(text(service, "image"));
    if (image != images_.end()) into["image"] = image->second;
    has_start_interval_ |= member(into, "healthcheck").contains("start_interval");
    StackService& known = file_.services[name];
    known.image = text(into, "image");
    known.environment = variables_of(service);
    known.replicas = replicas_of(service);
    note_objects(into, known);
    note_hashes(into, known);
    into["deploy"]["labels"][specification_label] = label_of(known.hashes);
    return into;
  }

  void note_objects(const json& service, StackService& known) const {
    for (const auto& [kind, list] :
         {std::pair{ObjectKind::secret, "secrets"}, std::pair{ObjectKind::config, "configs"}})
      for (const auto& use : member(service, list))
        for (const auto& object : objects_)
          if (object.kind == kind && object.key == text(use, "source")) known.objects.insert(object.name);
  }

  /// Secrets and configs by their names in the swarm, which tell their content.
  static void note_hashes(const json& service, StackService& known) {
    for (const auto& [key, value] : service.items()) {
      std::string said = value.dump(-1, ' ', false, json::error_handler_t::replace);
      if (key == "secrets" || key == "configs")
        for (const auto& name : known.objects) said += name;
      known.hashes[key] = sha256_hex(said).substr(0, digits_of_key);
    }
  }

  static std::string label_of(const std::map<std::string, std::string>& hashes) {
    std::string label;
    for (const auto& [key, hash] : hashes)
      label.append(label.empty() ? "" : ",").append(key).append("=").append(hash);
    return label;
  }

  void add_networks(json& whole) {
    const json& networks = member(config_, "networks");
    if (!networks.is_object()) return;
    for (const auto& [key, network] : networks.items()) {
      json one =
          picked(network, {"name", "driver", "driver_opts", "external", "internal", "attachable", "labels"});
      json subnets = json::array();
      for (const auto& range : member(member(network, "ipam"), "config"))
        subnets.push_back(picked(range, {"subnet"}));
      if (!subnets.empty()) one["ipam"] = {{"config", std::move(subnets)}};
      whole["networks"][key] = std::move(one);
    }
  }

  void add_volumes(json& whole) {
    const json& volumes = member(config_, "volumes");
    if (!volumes.is_object()) return;
    for (const auto& [key, volume] : volumes.items())
      whole["volumes"][key] = picked(volume, {"name", "driver", "driver_opts", "external", "labels"});
  }

  const json& config_;
  const std::map<std::string, std::string>& images_;
  const std::vector<SwarmObject>& objects_;
  bool has_start_interval_ = false;
  SwarmFile file_;
};

}  // namespace

SwarmFile stack_file(const json& config, const std::map<std::string, std::string>& images,
                     const std::vector<SwarmObject>& objects) {
  return Converter(config, images, objects).file();
}

std::map<std::string, std::string> hashes_in_label(const std::string& label) {
  std::map<std::string, std::string> hashes;
  for (std::size_t begin = 0; begin < label.size();) {
    const auto end = std::min(label.find(',', begin), label.size());
    const auto equals = label.find('=', begin);
    if (equals < end)
      hashes[label.substr(begin, equals - begin)] = label.substr(equals + 1, end - equals - 1);
    begin = end + 1;
  }
  return hashes;
}

}  // namespace slipway
