// The containers and images of the engine as typed values, read through its HTTP API (all versions
// since 1.41, Docker 20.10).
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "system/engine.hpp"

namespace slipway {

// Labels that Compose puts on what it makes (compose/v2/pkg/api/labels.go).
inline constexpr const char* project_label = "com.docker.compose.project";
inline constexpr const char* service_label = "com.docker.compose.service";
inline constexpr const char* number_label = "com.docker.compose.container-number";
inline constexpr const char* one_off_label = "com.docker.compose.oneoff";
inline constexpr const char* depends_on_label = "com.docker.compose.depends_on";

/// One run of a health check, as the engine keeps it in its log.
struct HealthProbe {
  std::string start;  // RFC 3339, as the engine writes it
  long exit_code = 0;
  std::string output;
};

/// A health check as the engine runs it (moby, daemon/health.go).
struct HealthCheck {
  std::vector<std::string> argv;  // with its shell, when it is a text
  std::chrono::nanoseconds interval = std::chrono::seconds(30);
  std::chrono::nanoseconds timeout = std::chrono::seconds(30);

  bool operator==(const HealthCheck&) const = default;
};

/// What `inspect` says about a container.
struct Container {
  std::string id;
  std::string name;         // without the engine's leading slash
  std::string image;        // the reference it was made from: "registry:5000/framework:v1"
  std::string image_id;     // "sha256:…"
  std::string created;      // RFC 3339
  std::string project;      // of its Compose labels; empty when it has none
  std::string service;      // of its Compose labels; empty when it has none
  std::string depends_on;   // Compose's own label: "redis:service_healthy:true,…"; empty when it has none
  std::string config_hash;  // Compose's hash of the service's configuration; empty when it has none
  std::string image_label;  // the image's id as Compose noted it; empty when it has none
  std::vector<std::string> networks;               // the names of those that it is connected to
  std::map<std::string, std::string> addresses{};  // in those, while it runs: IPv4, else IPv6
  std::vector<std::string> volumes;                // the names of those that are mounted
  long number = 1;                                 // which replica of the service
  bool numbered = false;                           // whether Compose's label says so
  bool one_off = false;                            // made by `docker compose run`
  bool tty = false;                                // its log is then one plain stream

  std::string status;  // created, running, paused, restarting, removing, exited, dead
  std::string started_at;
  std::string finished_at;  // RFC 3339: when it last ended
  long exit_code = 0;
  bool oom_killed = false;
  std::string error;           // why the engine could not start it
  long restarts = 0;           // by the engine, since it was last started by hand
  std::string restart_policy;  // no, always, unless-stopped, on-failure
  long maximum_retries = 0;    // of on-failure; 0: no limit
  std::string stop_signal;     // "SIGQUIT"; empty: the engine's default, SIGTERM

  bool has_healthcheck = false;
  HealthCheck healthcheck;  // when it has one
  std::string health;  // starting, healthy, unhealthy; empty without a health check or before the first start
  long failing_streak = 0;
  std::vector<HealthProbe> probes;  // the last five, oldest first
};

/// What the engine's list says of a container: enough to tell whether its inspection would say anything new.
struct ListedContainer {
  std::string id;  // this and the others as of Container
  std::string name;
  bool labelled = false;  // whether the list says what follows from labels
  std::string service;
  std::string depends_on;
  bool one_off = false;
  std::string status;
  std::string health;                           // empty unless it runs
  std::optional<std::chrono::seconds> running;  // for how long, when it is less than a minute
};

/// What the engine knows of an image.
struct Image {
  std::string id;                         // "sha256:…"
  std::vector<std::string> tags;          // "registry:5000/framework:v1"
  std::vector<std::string> repo_digests;  // "registry:5000/framework@sha256:…"
  long bytes = 0;                         // of its layers together, unpacked
  std::string last_tagged = {};           // RFC 3339: when it was last pulled or tagged; empty: not told
};

/// The engine's "/shop-app-1" without its slash.
std::string container_name(const std::string& told);

/// Whether a name is "0123456789ab_NAME": so Compose calls a container that is to replace NAME, until it has
/// stopped and removed that one (compose/v2, pkg/compose/convergence.go, recreateContainer).
bool is_name_of_successor(const std::string& name);

/// GET `target`, parsed. nullopt on 404. Any other status but 200 is an error with the engine's own message,
/// which may pass when it is the engine's own trouble (500 and more);
/// `what` names the thing in errors: "the containers of project 'shop'".
Expected<std::optional<nlohmann::json>> engine_json(Engine& engine, const std::string& target,
                                                    const std::string& what);

/// The error of a reply that is none of those hoped for: `what`, the status, and the engine's own message. It
/// may pass when it is the engine's own trouble (500 and more).
tl::unexpected<Error> refusal(const std::string& what, const EngineReply& reply);

/// The engine's own list (GET /containers/json) of the containers that carry `label` with this value, stopped
/// and one-off ones included: an array of objects with an Id, newest first, empty when there are none. What
/// has another value is left out, should an engine not know the filter. `what` names them in errors.
Expected<nlohmann::json> list_labelled(Engine& engine, const std::string& label, const std::string& value,
                                       const std::string& what);

/// The same of a Compose project's containers.
Expected<nlohmann::json> list_project_containers(Engine& engine, const std::string& project);

/// Such a list as far as it tells the state.
std::vector<ListedContainer> listed_from(const nlohmann::json& list);

/// The list of a project's containers as far as it tells the state.
Expected<std::vector<ListedContainer>> listed_containers(Engine& engine, const std::string& project);

/// The same containers, each inspected (one that vanishes in between is left out), ordered by service and
/// number. Those of which the list's labels show that they are not `wanted` have no more than the list says.
Expected<std::vector<Container>> project_containers(
    Engine& engine, const std::string& project,
    const std::function<bool(const ListedContainer&)>& wanted = [](const auto&) { return true; });

/// Those of one service, inspected, by number; none of `docker compose run`.
Expected<std::vector<Container>> service_containers(Engine& engine, const std::string& project,
                                                    const std::string& service);

/// One container by id or name; nullopt when there is none. An answer that is no container is an error that
/// may pass.
Expected<std::optional<Container>> inspect_container(Engine& engine, const std::string& id);

/// An image by id, tag or digest; nullopt when the engine has none.
Expected<std::optional<Image>> inspect_image(Engine& engine, const std::string& reference);

/// The last `lines` lines a container wrote, standard output and standard error in their order, as one text.
/// An error when the engine cannot read them back (a log driver that only sends).
Expected<std::string> container_log_tail(Engine& engine, const Container& container, long lines);

/// The target of the event stream of a project's containers (GET /events).
std::string project_events_target(const std::string& project);

}  // namespace slipway
