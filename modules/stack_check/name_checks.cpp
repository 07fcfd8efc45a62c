// Container names and host ports that the stack wants and somebody else has.
#include <algorithm>

#include "engine/neighbours.hpp"
#include "stack_check/situation.hpp"
#include "stack_check/wanted_port.hpp"
#include "util/json_access.hpp"

namespace slipway::stack_check {
namespace {

using json_access::member;
using json_access::text;
using nlohmann::json;

std::string whose(const NamedContainer& container) {
  return container.project.empty() ? "'" + container.name + "', which Compose did not make"
                                   : "'" + container.name + "' of project '" + container.project + "'";
}

/// The names that Compose will give, as far as they can be known.
std::vector<std::string> names_of(const std::string& project, const std::string& service,
                                  const json& settings) {
  if (const std::string own = text(settings, "container_name"); !own.empty()) return {own};
  const json& scale = member(settings, "scale");
  const json& replicas = member(member(settings, "deploy"), "replicas");
  const json& number = scale.is_number_integer() ? scale : replicas;
  constexpr long most = 1000;
  const long count = number.is_number_integer() ? std::clamp(number.get<long>(), 0L, most) : 1;
  std::vector<std::string> names;
  for (long i = 1; i <= count; ++i) names.push_back(project + "-" + service + "-" + std::to_string(i));
  return names;
}

class Neighbourhood {
 public:
  Neighbourhood(std::string project, const std::vector<NamedContainer>& containers,
                std::vector<ListeningPort> listening, Findings& findings)
      : project_(std::move(project)),
        containers_(containers),
        listening_(std::move(listening)),
        findings_(findings) {}

  void check_names(const std::string& service, const json& settings) {
    for (const auto& name : names_of(project_, service, settings))
      for (const auto& container : containers_)
        if (container.name == name && !is_own(container))
          findings_.add(
              "the container name '" + name + "' of service " + service + " is taken by " + whose(container),
              "see what it is (docker inspect " + name + "), and remove it or rename one of the two");
  }

  void check_ports(const std::string& service, const json& settings) {
    for (const auto& port : wanted_ports(settings)) {
      const auto* const holder = holder_of(port);
      const std::string what = "port " + port.shown() + " of service " + service + " is taken by ";
      if (holder != nullptr)
        findings_.add(what + "container " + whose(*holder), "stop that container, or publish another port");
      else if (is_taken_by_process(port))
        findings_.add(what + "a process of this host",
                      "see which one it is (ss -lnp | grep ':" + std::to_string(port.port) +
                          " '), and stop it, or publish another port");
    }
  }

 private:
  bool is_own(const NamedContainer& container) const { return container.project == project_; }

  const NamedContainer* holder_of(const WantedPort& port) const {
    for (const auto& container : containers_)
      for (const auto& published : container.ports)
        if (!is_own(container) && port.collides_with(published)) return &container;
    return nullptr;
  }

  /// A port of the stack's own is listened on by the engine for it.
  bool is_taken_by_process(const WantedPort& port) const {
    for (const auto& container : containers_)
      for (const auto& published : container.ports)
        if (is_own(container) && port.collides_with(published)) return false;
    return std::any_of(listening_.begin(), listening_.end(),
                       [&](const auto& one) { return port.collides_with(one); });
  }

  std::string project_;
  const std::vector<NamedContainer>& containers_;
  std::vector<ListeningPort> listening_;
  Findings& findings_;
};

std::vector<ListeningPort> ports_of_host(System& system, Findings& findings) {
  auto ports = listening_ports(system.files);
  if (ports) return std::move(*ports);
  findings.warnings.push_back("which ports processes of this host have cannot be seen: " +
                              ports.error().message);
  return {};
}

}  // namespace

void check_names(Situation& situation, Findings& findings) {
  if (!situation.engine || !situation.config.is_object()) return;
  const auto containers = all_containers(*situation.engine);
  if (!containers) return findings.add(containers.error().message, "see the engine's log");
  const std::string project = situation.project.name.value_or(text(situation.config, "name"));
  Neighbourhood neighbourhood(project, *containers, ports_of_host(situation.system, findings), findings);
  for (const auto& [name, service] : services_of(situation.config)) {
    neighbourhood.check_names(name, service);
    neighbourhood.check_ports(name, service);
  }
}

}  // namespace slipway::stack_check
