// What an HTTP exchange says of a page.
#pragma once

#include <chrono>
#include <cstdint>

#include "system/http_connection.hpp"
#include "system/web.hpp"

namespace slipway {

inline constexpr std::uint64_t longest_page = 1U << 20U;  // bytes that are read of a body

/// As the end of a sentence: "refused the connection: nothing listens there".
Error page_fault(const HttpFault& fault, std::chrono::steady_clock::duration patience);

WebReply page_reply(HttpReply reply);

}  // namespace slipway
