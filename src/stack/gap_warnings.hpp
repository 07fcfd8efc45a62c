// What a rolling deploy cannot do without a gap, in words.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "changes/up_plan.hpp"
#include "proxy/settings.hpp"

namespace slipway {

/// A sentence for each service whose old address somebody may go on asking, since no proxy is told of the new
/// one, and for each whose `update_config` asks for what a release does not do.
std::vector<std::string> gap_warnings(const UpPlan& plan, const ComposeModel& model,
                                      const std::vector<ProxySettings>& proxies);

/// A sentence for each service that the option `proxy` names and the stack, which has these, does not have.
std::vector<std::string> unknown_proxy_services(const std::set<std::string>& services,
                                                const std::vector<ProxySettings>& proxies);

}  // namespace slipway
