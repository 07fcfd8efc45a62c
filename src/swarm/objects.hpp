// Secrets and configs of a stack. A swarm never changes one, so each has a hash of its content in its name.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "changes/compose_config.hpp"
#include "system/engine.hpp"

namespace slipway {

/// Slipway's own, on each object that it makes: the key in the compose files.
inline constexpr const char* object_label = "slipway.object";

enum class ObjectKind { secret, config };

struct SwarmObject {
  ObjectKind kind = ObjectKind::secret;
  std::string key;      // in the compose files: "db_password"
  std::string name;     // in the swarm: "shop_db_password_0123456789ab"
  std::string content;  // empty: somebody else's (`external`)
  bool external = false;
};

/// Of all that `config` defines and a service uses. Reads the files that they come from. Errors: a file that
/// cannot be read, a name of more than 64 characters.
Expected<std::vector<SwarmObject>> objects_of(const nlohmann::json& config, const std::string& stack,
                                              const ComposeProject& project, const ComposeConfig& compose,
                                              const std::optional<Path>& env_file, Files& files);

/// Those that the swarm does not have yet. Errors: one that is `external` and not there, all of them at once.
Expected<std::vector<SwarmObject>> missing_objects(const std::vector<SwarmObject>& wanted, Engine& engine);

/// Makes them, with the stack's label. One that somebody made meanwhile is as good.
Expected<void> make_objects(const std::vector<SwarmObject>& objects, const std::string& stack,
                            Engine& engine);

/// Removes those that have one of these names and that Slipway made. What a service still uses the swarm
/// keeps. Returns the names of those that have gone.
Expected<std::vector<std::string>> remove_objects(const std::set<std::string>& names, Engine& engine);

}  // namespace slipway
