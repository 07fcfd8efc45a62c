#include "engine/frames.hpp"

namespace slipway {
namespace {

constexpr std::size_t frame_header = 8;

std::size_t frame_length(const std::string& stream, std::size_t at) {
  std::size_t length = 0;
  for (std::size_t i = 4; i < frame_header; ++i)
    length = (length << 8U) | static_cast<unsigned char>(stream[at + i]);
  return length;
}

}  // namespace

std::string joined_frames(const std::string& stream) {
  std::string payload;
  std::size_t at = 0;
  while (at + frame_header <= stream.size()) {
    const std::size_t length = frame_length(stream, at);
    payload.append(stream, at + frame_header, length);
    at += frame_header + length;
  }
  return payload;
}

}  // namespace slipway
