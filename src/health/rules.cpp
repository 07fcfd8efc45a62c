#include "health/rules.hpp"

namespace slipway {

bool HealthRules::counts(const std::string& id, const std::string& service, bool one_off) const {
  if (one_off) return false;
  if (!containers.empty() && containers.count(id) == 0) return false;
  if (!services.empty() && services.count(service) == 0) return false;
  return !configured || configured->services.count(service) != 0;
}

}  // namespace slipway
