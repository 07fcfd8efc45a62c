#include "engine/registry_account.hpp"

#include <nlohmann/json.hpp>

#include "util/base64.hpp"

namespace slipway {

std::string registry_auth(const RegistryAccount& account) {
  nlohmann::json fields{{"serveraddress", account.server}};
  if (account.identity_token.empty()) {
    fields["username"] = account.username;
    fields["password"] = account.password;
  } else {
    fields["identitytoken"] = account.identity_token;
  }
  return base64url(fields.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

}  // namespace slipway
