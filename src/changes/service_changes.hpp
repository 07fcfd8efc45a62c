// What `docker compose up` would do to the containers of a stack, without `--dry-run`: that has been reported
// to swap containers for real (docker/compose#14029).
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "compose/model.hpp"
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
    orphan
  };
  Kind kind = Kind::configuration;
  std::vector<std::string> what;  // image, scale: before and after; environment, configuration: what differs,
                                  // by its key and never with a value; else the names
  bool operator==(const ChangeReason&) const = default;
};

struct ServiceChange {
  enum class Action { keep, start, create, remove, recreate };
  std::string service;
  Action action = Action::keep;
  std::vector<ChangeReason> reasons;
  std::vector<std::string> containers;  // the names of those that are there
  bool may_be_recreated = false;        // it is when the pull brings another image
};

/// What is known when it is to be foretold.
struct UpForecast {
  std::optional<ConfiguredStack> now;  // by the files as they are; nullopt: Compose refuses them
  ConfiguredStack next;                // by the files as they would be
  std::vector<Container> containers;
  std::map<std::string, std::string> image_ids;  // of the images of `next` that the engine has, by reference
  std::set<std::string> switched_off;            // services that only a profile keeps out of `next`
  UpRules rules;
};

/// The image of a service, the name that Compose gives a built one included.
std::string image_of(const ComposeModel& model, const std::string& service);

/// One entry for each service of `next`, and for each that is no more and is removed, by name. The rules are
/// Compose's own (compose/v2, pkg/compose/convergence.go; since 5.2 reconcile.go, mustRecreate): another
/// configuration hash or image id; a service whose namespace or volumes it uses is made anew, before 2.30 any
/// that it depends on; from 2.31 up to 5.2 a network that it is not connected to or that is made anew;
/// since 2.32 a volume that it has not mounted.
std::vector<ServiceChange> service_changes(const UpForecast& forecast);

}  // namespace slipway
