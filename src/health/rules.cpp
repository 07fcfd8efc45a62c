#include "health/rules.hpp"

namespace slipway {

bool HealthRules::counts(const std::string& service, bool one_off) const {
  if (one_off) return false;
  if (!services.empty() && services.count(service) == 0) return false;
  return !configured || configured->services.count(service) != 0;
}

}  // namespace slipway
