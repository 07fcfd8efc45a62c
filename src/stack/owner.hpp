// Who deploys, as the records name them.
#pragma once

#include <optional>
#include <string>

#include "system/system.hpp"

namespace slipway {

/// The user who logged in, as far as that can be found, else the account: in a container or a bare shell no
/// variable says it.
std::string user_here(const System& system);

/// The name of this machine.
Expected<std::string> host_here(System& system);

/// The option `owner` of the modules; not given: user@host. Errors: it is empty.
Expected<std::string> owner_here(const std::optional<std::string>& given, System& system);

}  // namespace slipway
