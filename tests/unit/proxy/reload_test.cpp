// A proxy that looks its backends up again when it is told to.
#include "proxy/reload.hpp"

#include "unit/proxy/machine.hpp"

using namespace slipway;
using namespace slipway::proxy_test;
using test::message_of;

namespace {

const nlohmann::json reload = {"nginx", "-s", "reload"};

struct Stack : Machine {
  std::unique_ptr<Proxy> nginx(bool by_address = false, const Lines& backends = {"app"}) {
    ProxySettings settings;
    settings.kind = "reload";
    settings.service = "web";
    settings.command = {"nginx", "-s", "reload"};
    settings.settle = 2;
    settings.by_address = by_address;
    settings.backends = backends;
    return proxy(settings);
  }
};

}  // namespace

TEST_CASE("reload: the command runs in each of its containers, and its new workers are given time",
          "[reload]") {
  Stack on;
  on.put_proxy("shop-web-2");
  REQUIRE(on.nginx()->add(on.change));
  CHECK(on.checking.checked == Lines{"shop-web-1", "shop-web-2"});
  CHECK(on.checking.commands == std::vector<nlohmann::json>{reload, reload});
  CHECK(on.checking.environments.front().is_null());
  CHECK(on.seconds() >= 2);
  CHECK(on.seconds() < 3);
}

TEST_CASE("reload: nothing is said to drain, and it is told again when the old ones are gone", "[reload]") {
  Stack on;
  const auto proxy = on.nginx();
  REQUIRE(proxy->drain(on.change));
  CHECK(on.checking.checked.empty());
  REQUIRE(proxy->forget(on.change));
  CHECK(on.checking.checked == Lines{"shop-web-1"});
  CHECK(on.seconds() < 1);
}

TEST_CASE("reload: after a run that was cut off it looks its backends up again", "[reload]") {
  Stack on;
  REQUIRE(on.nginx()->prepare(on.change));
  CHECK(on.checking.checked.empty());
  REQUIRE(on.nginx()->set_right("app", on.change.made));
  CHECK(on.checking.checked == Lines{"shop-web-1"});
}

TEST_CASE("reload by_address: the command is given the addresses, and the name in the end", "[reload]") {
  Stack on;
  const auto proxy = on.nginx(true);
  REQUIRE(proxy->prepare(on.change));
  REQUIRE(proxy->add(on.change));
  REQUIRE(proxy->drain(on.change));
  REQUIRE(proxy->forget(on.change));
  REQUIRE(proxy->set_right("app", {}));
  const auto told = [](const std::string& addresses) {
    return nlohmann::json{"SLIPWAY_SERVICE=app", "SLIPWAY_ADDRESSES=" + addresses};
  };
  CHECK(on.checking.environments ==
        std::vector<nlohmann::json>{told("172.18.0.2"), told("172.18.0.2 172.18.0.3"), told("172.18.0.3"),
                                    told("app"), told("app")});
  CHECK(on.checking.commands.front() == reload);
}

TEST_CASE("reload by_address: requests move over by one reload, at once", "[reload]") {
  Stack on;
  REQUIRE(on.nginx(true)->move_over(on.change));
  CHECK(on.checking.environments.size() == 1);
  CHECK(on.checking.environments.front()[1] == "SLIPWAY_ADDRESSES=172.18.0.3");
  CHECK(on.seconds() < 1);
}

TEST_CASE("reload by_address: of a service that is started again and again the name is told", "[reload]") {
  Stack on;
  on.change.old.front().addresses.clear();
  REQUIRE(on.nginx(true)->prepare(on.change));
  REQUIRE(on.nginx(true)->add(on.change));
  CHECK(on.checking.environments[0][1] == "SLIPWAY_ADDRESSES=app");
  CHECK(on.checking.environments[1][1] == "SLIPWAY_ADDRESSES=172.18.0.3");
}

TEST_CASE("reload by_address: an IPv6 address stands in brackets", "[reload]") {
  Stack on;
  on.change.made.front().addresses = {{"shop_back", "fd00::3"}};
  REQUIRE(on.nginx(true)->drain(on.change));
  CHECK(on.checking.environments.front()[1] == "SLIPWAY_ADDRESSES=[fd00::3]");
}

TEST_CASE("reload by_address: containers that it cannot reach are an error, and the command is not run",
          "[reload]") {
  Stack on;
  on.change.made.front().addresses = {{"elsewhere", "172.19.0.3"}};
  CHECK(message_of(on.nginx(true)->drain(on.change)) ==
        "the proxy web cannot be told: nginx is given nothing: container shop-web-1 has no network in common "
        "with service app");
  CHECK(on.checking.commands.empty());
}

TEST_CASE("reload by_address: a service that it cannot reach, and that nobody has named, is another's",
          "[reload]") {
  Stack on;
  on.change.made.front().addresses = {{"elsewhere", "172.19.0.3"}};
  CHECK(on.nginx(true, {})->drain(on.change));
  CHECK(on.checking.commands.empty());
}

TEST_CASE("reload: a container that does not run is told nothing", "[reload]") {
  Stack on;
  on.put_proxy("shop-web-1", "exited");
  CHECK(on.nginx()->add(on.change));
  CHECK(on.nginx()->forget(on.change));
  CHECK(on.checking.checked.empty());
}

TEST_CASE("reload: a command that fails is an error with its words", "[reload]") {
  Stack on;
  on.checking.checks["shop-web-1"] = {{1, 0.1, true, "nginx: [emerg] host not found\n"}};
  CHECK(message_of(on.nginx()->add(on.change)) ==
        "the proxy web cannot be told: nginx in container shop-web-1 ended with 1: nginx: [emerg] host not "
        "found");
}

TEST_CASE("reload: a command that fails without a word is an error, too", "[reload]") {
  Stack on;
  on.checking.checks["shop-web-1"] = {{1, 0.1, true, "\n"}};
  CHECK(message_of(on.nginx()->add(on.change)) ==
        "the proxy web cannot be told: nginx in container shop-web-1 ended with 1 and printed nothing");
}

TEST_CASE("reload: a command that cannot be run is an error", "[reload]") {
  Stack on;
  on.engine.refusals["POST /containers/shop-web-1/exec"] = {500, R"({"message":"no space left"})"};
  CHECK(message_of(on.nginx()->add(on.change))
            .starts_with("the proxy web cannot be told: nginx in container shop-web-1: no command can be run "
                         "in container"));
}

TEST_CASE("reload: an engine that cannot be asked is an error", "[reload]") {
  Stack on;
  on.engine.broken = Error{"the engine is away"};
  CHECK(message_of(on.nginx()->add(on.change)).find("the engine is away") != std::string::npos);
}
