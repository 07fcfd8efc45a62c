#include "compose/version.hpp"

#include <boost/regex.hpp>

namespace slipway {

std::optional<ComposeVersion> parse_compose_version(const std::string& printed) {
  static const boost::regex pattern(R"(v?(\d{1,4})\.(\d{1,4})(\..*)?\s*)");
  boost::smatch version;
  if (!boost::regex_match(printed, version, pattern)) return std::nullopt;
  return ComposeVersion{std::stoi(version[1].str()), std::stoi(version[2].str())};
}

}  // namespace slipway
