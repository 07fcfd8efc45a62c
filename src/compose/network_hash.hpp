// The hash by which Compose knows whether a network is still the one that the files define.
#pragma once

#include <map>
#include <string>

namespace slipway {

/// Of each network of a configuration (as of parse_compose_model) that the stack makes itself, by its real
/// name
/// ("shop_default"), the hash that Compose from 2.31 on puts on it as a label (compose/v2,
/// pkg/compose/hash.go, NetworkHash: the SHA-256 of its definition as Go's encoding/json writes it). External
/// ones are left out.
std::map<std::string, std::string> network_hashes(const std::string& config);

}  // namespace slipway
