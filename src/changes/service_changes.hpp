// What `docker compose up` would do to the containers of a stack, without `--dry-run`: that has been reported
// to swap containers for real (docker/compose#14029).
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "compose/model.hpp"
#include "compose/own_settings.hpp"
#include "compose/version.hpp"
#include "engine/containers.hpp"

namespace slipway {

enum class Pull { always, missing, never };

/// How `up` is called, and by which Compose.
struct UpRules {
  Pull pull = Pull::missing;
  bool force_recreate = false;
  bool remove_orphans = false;
  ComposeVersion compose{2, 26};
  bool is_rolling = false;  // replaced as of changes/replacement.hpp, one service at a time: none is drawn in
                            // for what it depends on, which Compose before 2.30 does in one `up`
};

/// A stack's configuration, and the hash that Compose gives each service.
struct ConfiguredStack {
  ComposeModel model;
  std::map<std::string, std::string> hashes;
};

struct ChangeReason {
  enum class Kind {
    image,
    environment,
    configuration,
    network,
    volume,
    shared,
    dependency,
    scale,
    forced,
    orphan,
    state,
    unknown
  };
  Kind kind = Kind::configuration;
  std::vector<std::string>
      what;  // image, scale: before and after; environment, configuration: what differs,
             // by its key and never with a value; state: a container and how it stands;
             // unknown: the key, and the file, that keep it from being known; else the names
  bool operator==(const ChangeReason&) const = default;
};

struct ServiceChange {
  enum class Action {
    keep,
    start,
    restart,  // the same container, stopped and started
    scale,    // there are some, and there will be more or fewer
    create,   // there is none
    remove,   // no compose file has the service
    recreate,
    update,  // on a swarm: it gets another specification, and the swarm makes new tasks as that says
    fail     // `up` ends with an error when it comes to this service
  };
  std::string service;
  Action action = Action::keep;
  std::vector<ChangeReason> reasons;
  std::vector<std::string> containers;  // the names of those that are there
  std::vector<std::string> created;     // the names of those that are made in addition
  std::vector<std::string> removed;     // the names of those that go for good; empty, too, when only their
                                        // number is known (scale)
  bool may_be_recreated = false;        // when the pull brings another image, or when it is `unknown`
};

/// What is known when it is to be previewed.
struct UpForecast {
  std::optional<ConfiguredStack> now;  // by the files as they are; nullopt: Compose refuses them
  ConfiguredStack next;                // by the files as they would be
  std::vector<Container> containers;
  std::vector<Container> leftovers;  // half-made ones that a cut-off run left, which are no replicas
  std::map<std::string, std::string> image_ids;  // of the images of `next` that the engine has, by reference
  std::map<std::string, std::string>
      networks;                               // of those of `next` that the engine has: the hash that Compose
                                              // noted, by name; only asked for when Compose looks at it
  std::set<std::string> switched_off;         // services that only a profile keeps out of `next`
  std::map<std::string, std::string> unread;  // services whose env files are not known as they would be, and
                                              // the file that names them
  std::map<std::string, OwnSettings> own_settings;  // of services that have them; only asked for when rolling
  UpRules rules;
};

/// The first Compose that recreates a network when its definition has changed.
inline constexpr ComposeVersion networks_are_compared{2, 31};

/// The image of a service, the name that Compose gives a built one included.
std::string image_of(const ComposeModel& model, const std::string& service);

/// One entry for each service of `next`, and for each that is no more and is removed, by name. The rules are
/// Compose's own (compose/v2, pkg/compose/convergence.go; since 5.2 reconcile.go, mustRecreate):
/// - recreated: another configuration hash or image id; a service whose namespace or volumes it uses is
/// recreated,
///   before 2.30 any that it depends on; since 2.31 a network that a running container is not connected to;
///   since 2.32 a volume that it has not mounted.
/// - restarted: since 2.30 one that depends on a service that is recreated, with `restart: true`; since 2.37
/// one
///   on a network that is recreated, on which 2.31 to 2.36 fail.
/// - `up` fails on a container that it keeps and that is paused, dead or being removed: it starts it, and the
///   engine refuses (moby, daemon/start.go). One that it replaces or takes away may be paused.
std::vector<ServiceChange> service_changes(const UpForecast& forecast);

}  // namespace slipway
