// A stack whose service app runs and has changed, for rolling deploys.
#pragma once

#include "unit/stack_up/machine.hpp"

namespace slipway::stack_up_test {

using Calls = std::vector<std::string>;

struct RollingStack : Machine {
  /// `app`: what the service has beside its image; `others`: further services.
  explicit RollingStack(const Json& app = Json::object(), const Json& others = Json::object()) {
    services["app"].update(app);
    services.update(others);
    REQUIRE(call()["healthy"] == true);
    change();
  }

  void change() { services["app"]["labels"]["changed"] = std::to_string(++changes_); }

  /// A rolling run.
  Json roll(Json options = Json::object(), bool check = false) {
    options["strategy"] = "rolling";
    return call(options, check);
  }

  /// In check mode, for real, and once more.
  Json settle_rolling(Json options = Json::object()) {
    options["strategy"] = "rolling";
    return settle(options);
  }

  /// The containers of a service that are there, by name.
  Calls names(const std::string& service = "app") const {
    Calls found;
    for (const auto& [id, document] : engine.containers)
      if (document["Config"]["Labels"]["com.docker.compose.service"] == service)
        found.push_back(document["Name"].get<std::string>().substr(1));
    std::sort(found.begin(), found.end());
    return found;
  }

  std::string id_of(const std::string& name) { return container(name)["Id"]; }

  /// The old container runs as it did, and nothing is beside it.
  void check_old_is_untouched() {
    CHECK(names() == Calls{"shop-app-1"});
    CHECK(container("shop-app-1")["Id"] == "id1-shop-app-1");
    CHECK(container("shop-app-1")["State"]["Status"] == "running");
    for (const auto& request : engine.requests)
      CHECK(request.find("id1-shop-app-1/kill") == std::string::npos);
  }

 private:
  int changes_ = 0;
};

/// How a message begins when a new container was no good, and nobody was sent to it.
inline const std::string not_replaced =
    "service app was not replaced, and its old container was left as it is: ";

inline bool has(const Json& text, const std::string& part) {
  INFO(text.dump());
  const bool found = text.is_string() && text.get<std::string>().find(part) != std::string::npos;
  CHECK(found);
  return found;
}

/// What a service has beside its image.
inline Json having(const Json& settings) {
  return settings;
}

inline Json update_config(const Json& config) {
  return {{"deploy", {{"update_config", config}}}};
}

}  // namespace slipway::stack_up_test
