#include "ansible/plain_values.hpp"

namespace slipway::ansible {

Expected<std::vector<std::pair<std::string, std::string>>> plain_values(const Json& dict,
                                                                        const std::string& option) {
  std::vector<std::pair<std::string, std::string>> values;
  for (const auto& [key, value] : dict.items()) {
    if (value.is_structured())
      return fail(option + ": the value of '" + key + "' is a list or a dict; give a plain value");
    if (!value.is_null())
      values.emplace_back(key, value.is_string() ? value.get<std::string>() : value.dump());
  }
  return values;
}

}  // namespace slipway::ansible
