// Containers that are found by a label of ours, and taken away.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "engine/containers.hpp"
#include "system/clock.hpp"

namespace slipway {

/// The containers that carry this label with this value, running or not.
Expected<std::vector<ListedContainer>> labelled_containers(Engine& engine, const std::string& label,
                                                           const std::string& value);

/// Ends a container as `docker stop` does, with its own stop signal and so many seconds to heed it, and
/// removes it together with its anonymous volumes. Returns when the engine has it no longer; one that was
/// gone already is no error.
Expected<void> remove_container(Engine& engine, const ListedContainer& container,
                                std::chrono::seconds patience);

/// Ends containers together, each by its own stop signal, and removes them with their anonymous volumes. One
/// that has not ended within `patience`, however long that is, is killed. One that is gone already is no
/// error.
Expected<void> end_and_remove(Engine& engine, const std::vector<Container>& containers,
                              std::chrono::nanoseconds patience, Clock& clock);

}  // namespace slipway
