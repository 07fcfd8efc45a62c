// The engine's stream of a container without a terminal, in which both of its outputs have their frames.
#pragma once

#include <string>

namespace slipway {

/// Joins the payloads: one byte for the stream, three zeros, four of length, big-endian (Docker API,
/// ContainerAttach). A cut last frame gives what is there.
std::string joined_frames(const std::string& stream);

}  // namespace slipway
