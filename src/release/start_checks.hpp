// What a release has to be asked for, before it may start.
#pragma once

#include <vector>

#include "release/start.hpp"

namespace slipway {

/// Something of this name that is no record would be in the way.
Expected<void> check_name_is_free(const ReleaseFolder& folder, const std::string& name);

/// A rollback says what it puts back, and only a rollback does.
Expected<void> check_restores_is_given(const StartRequest& request);

/// What a new rollback puts back. `releases`: those of the project.
Expected<Restores> what_it_restores(const ReleaseFolder& folder, const std::vector<Release>& releases,
                                    const StartRequest& request);

/// A rollback goes on with what it began.
Expected<void> check_same_rollback(const Release& existing, const StartRequest& request);

}  // namespace slipway
