#include "proxy/settings.hpp"

#include "unit/proxy/machine.hpp"

using namespace slipway;
using namespace slipway::proxy_test;
using test::message_of;

namespace {

ProxySettings settings(const std::string& kind) {
  ProxySettings proxy;
  proxy.kind = kind;
  proxy.service = "web";
  proxy.command = {"nginx", "-s", "reload"};
  proxy.socket = "/run/proxy.sock";
  return proxy;
}

}  // namespace

TEST_CASE("a proxy that has what its kind needs is one", "[proxy]") {
  for (const char* kind : {"reload", "haproxy", "caddy", "labels"}) {
    CHECK(check_proxies({settings(kind)}));
    auto other = settings(kind);
    (other.kind == "reload" ? other.socket.clear() : other.command.clear());
    CHECK(check_proxies({other}));
  }
  CHECK(check_proxies({}));
}

TEST_CASE("a proxy is of a service, but for one that goes by labels", "[proxy]") {
  for (const char* kind : {"reload", "haproxy", "caddy"}) {
    auto proxy = settings(kind);
    proxy.service.clear();
    CHECK(message_of(check_proxies({proxy})) ==
          "proxy: kind " + std::string(kind) + " needs service, the proxy's own");
  }
  auto labels = settings("labels");
  labels.service.clear();
  CHECK(check_proxies({labels}));
}

TEST_CASE("what a kind needs is asked for", "[proxy]") {
  auto reload = settings("reload");
  reload.command.clear();
  CHECK(message_of(check_proxies({settings("caddy"), reload})) ==
        "proxy: kind reload needs a command, as [nginx, -s, reload] (service web)");
  for (const char* kind : {"haproxy", "caddy"}) {
    auto proxy = settings(kind);
    proxy.socket.clear();
    CHECK(message_of(check_proxies({proxy})) ==
          "proxy: kind " + std::string(kind) +
              " needs socket, the path on the server of the Unix socket where it is spoken to (service web)");
  }
}

TEST_CASE("a page that cannot be asked for and a time that makes no sense are refused", "[proxy]") {
  auto proxy = settings("labels");
  proxy.url = "https://traefik/";
  CHECK(message_of(check_proxies({proxy})).starts_with("proxy: url: the url 'https://traefik/' is https"));
  proxy.url = "http://traefik:8080/api";
  CHECK(check_proxies({proxy}));
  proxy.settle = -1;
  CHECK(message_of(check_proxies({proxy})).starts_with("proxy: settle: write a number of seconds from 0 to"));
  proxy.settle = 0;
  CHECK(check_proxies({proxy}));
}

TEST_CASE("a colour needs proxies that can all be sent to some containers alone", "[proxy]") {
  CHECK(check_blue_green_proxies({settings("haproxy"), settings("caddy")}));
  auto by_address = settings("reload");
  by_address.by_address = true;
  CHECK(check_blue_green_proxies({by_address}));
  CHECK(message_of(check_blue_green_proxies({})).ends_with("; name one in proxy"));
  CHECK(message_of(check_blue_green_proxies({settings("caddy"), settings("labels")}))
            .ends_with("in proxy kind labels goes by what runs, old and new alike"));
  CHECK(message_of(check_blue_green_proxies({settings("reload")})).find("kind reload goes by") !=
        std::string::npos);
}

TEST_CASE("a proxy serves the services that it names, or all, and never itself", "[proxy]") {
  auto proxy = settings("reload");
  CHECK(serves(proxy, "app"));
  CHECK_FALSE(serves(proxy, "web"));
  proxy.backends = {"app", "api"};
  CHECK(serves(proxy, "api"));
  CHECK_FALSE(serves(proxy, "worker"));
  proxy.backends = {"web"};
  CHECK_FALSE(serves(proxy, "web"));
}

TEST_CASE("a proxy reaches a container in the first network that both are in", "[proxy]") {
  Container proxy, backend;
  proxy.addresses = {{"b", "10.2.0.1"}, {"c", "10.3.0.1"}};
  backend.addresses = {{"a", "10.1.0.2"}, {"b", "10.2.0.2"}, {"c", "10.3.0.2"}};
  CHECK(address_for(proxy, backend) == "10.2.0.2");
  backend.addresses = {{"a", "10.1.0.2"}};
  CHECK_FALSE(address_for(proxy, backend));
  CHECK(addresses_of({proxy, backend}) == std::set<std::string>{"10.1.0.2", "10.2.0.1", "10.3.0.1"});
}

TEST_CASE("the proxy's containers are those of its service that run", "[proxy]") {
  Machine on;
  on.put_proxy("shop-web-2", "exited");
  on.engine.put(test::container_document("shop-app-1", "app"));
  on.engine.put(test::container_document(
      "shop-web-run", "web", {{"Config", {{"Labels", {{"com.docker.compose.oneoff", "True"}}}}}}));
  const auto found = proxy_containers(settings("reload"), {"shop", {}}, on.system);
  REQUIRE(found);
  REQUIRE(found->size() == 1);
  CHECK(found->front().name == "shop-web-1");
  CHECK(found->front().addresses == std::map<std::string, std::string>{{"shop_back", "172.18.0.9"}});
}
