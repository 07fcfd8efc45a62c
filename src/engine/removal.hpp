// Containers that are found by a label of ours, and taken away.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "engine/containers.hpp"

namespace slipway {

/// The containers that carry this label with this value, running or not.
Expected<std::vector<ListedContainer>> labelled_containers(Engine& engine, const std::string& label,
                                                           const std::string& value);

/// Ends a container as `docker stop` does, with its own stop signal and so many seconds to heed it, and
/// removes it together with its anonymous volumes. Returns when the engine has it no longer; one that was
/// gone already is no error.
Expected<void> remove_container(Engine& engine, const ListedContainer& container,
                                std::chrono::seconds patience);

}  // namespace slipway
