#pragma once

namespace slipway {

/// Whether this process has the capability now (capabilities(7), `CAP_…` of linux/capability.h): root of a
/// container may lack it, and another user have it. False where the kernel does not say.
bool has_capability(int capability);

}  // namespace slipway
