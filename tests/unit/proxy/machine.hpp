// A stack in memory whose service app is replaced behind a proxy: shop-app-1 goes, shop-app-2 is new, and the
// proxy's own container is shop-web-1.
#pragma once

#include <catch2/catch_test_macros.hpp>

#include "proxy/proxy.hpp"
#include "unit/support/checking_engine.hpp"
#include "unit/support/fake_processes.hpp"
#include "unit/support/fake_users.hpp"
#include "unit/support/memory_files.hpp"
#include "unit/support/unmarked.hpp"

namespace slipway::proxy_test {

using Lines = std::vector<std::string>;

struct Machine {
  test::FixedClock clock;
  test::FakeEngine engine{clock};
  test::CheckingEngine checking{engine, clock};
  test::FakeEngines engines{checking};
  test::FakeWeb web{clock};
  test::MemoryFiles files;
  test::FakeProcesses processes;
  test::FakeUsers users;
  System system{files, processes, engines, web, clock, users, {{"PATH", "/bin"}}};

  BackendChange change = replacing(backend("shop-app-1", "172.18.0.2"), backend("shop-app-2", "172.18.0.3"));

  Machine() { put_proxy("shop-web-1"); }

  static Container backend(const std::string& name, const std::string& address) {
    Container container;
    container.id = container.name = name;
    container.service = "app";
    container.status = "running";
    container.addresses = {{"shop_back", address}};
    return container;
  }

  static BackendChange replacing(Container old, Container made) {
    BackendChange change;
    change.service = "app";
    change.old = {std::move(old)};
    change.made = {std::move(made)};
    change.grace = std::chrono::seconds(10);
    return change;
  }

  void put_proxy(const std::string& name, const std::string& status = "running") {
    engine.put(test::container_document(
        name, "web",
        {{"State", {{"Status", status}}},
         {"NetworkSettings", {{"Networks", {{"shop_back", {{"IPAddress", "172.18.0.9"}}}}}}}}));
  }

  std::unique_ptr<Proxy> proxy(ProxySettings settings) {
    return make_proxy(std::move(settings), {"shop", {}}, system);
  }

  double seconds() const { return std::chrono::duration<double>(clock.ticks.time_since_epoch()).count(); }
};

}  // namespace slipway::proxy_test
