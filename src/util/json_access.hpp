// Reading JSON that others wrote: what is missing, null or of another type reads as empty, and never throws.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace slipway::json_access {

/// The member `name`, or a JSON null.
const nlohmann::json& member(const nlohmann::json& object, const char* name);

std::string text(const nlohmann::json& object, const char* name);
long integer(const nlohmann::json& object, const char* name);
bool boolean(const nlohmann::json& object, const char* name);

/// The strings of a list; entries of other types are left out.
std::vector<std::string> strings(const nlohmann::json& object, const char* name);

}  // namespace slipway::json_access
