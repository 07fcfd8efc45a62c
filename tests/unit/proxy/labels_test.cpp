// A proxy that goes by the engine's word is waited for.
#include "proxy/labels.hpp"

#include <catch2/matchers/catch_matchers_string.hpp>

#include "unit/proxy/machine.hpp"

using namespace slipway;
using namespace slipway::proxy_test;
using test::message_of;

namespace {

struct Stack : Machine {
  std::string listed;  // what its page says

  Stack() {
    web.answer = [this](const WebPage&) { return WebReply{200, "", listed}; };
  }

  std::unique_ptr<Proxy> traefik(const std::string& url = "http://127.0.0.1:8080/api/services?a=b") {
    ProxySettings settings;
    settings.kind = "labels";
    settings.url = url;
    settings.settle = 3;
    return proxy(settings);
  }

  /// What the page says from its how manieth answer on, from 1.
  void lists(const std::string& text, std::size_t from) {
    web.answer = [this, text, from](const WebPage&) {
      return WebReply{200, "", web.asked.size() >= from ? text : listed};
    };
  }
};

}  // namespace

TEST_CASE("labels: it goes by the engine's word alone, and no other kind does", "[labels]") {
  Machine on;
  for (const char* kind : {"reload", "haproxy", "caddy", "labels"}) {
    ProxySettings settings;
    settings.kind = kind;
    CHECK(on.proxy(settings)->goes_by_engine() == (std::string(kind) == "labels"));
  }
}

TEST_CASE("labels: its page is asked until it lists the new containers", "[labels]") {
  Stack on;
  on.listed = R"(["http://172.18.0.2:80"])";
  on.lists(R"(["http://172.18.0.2:80","http://172.18.0.3:80"])", 4);
  REQUIRE(on.traefik()->add(on.change));
  CHECK(on.web.asked.size() == 4);
  CHECK(on.web.asked[0].target == "/api/services?a=b");
  CHECK(on.web.asked[0].port == 8080);
  CHECK(on.web.asked[0].with_body);
  CHECK(on.seconds() < 1);
}

TEST_CASE("labels: all new containers have to be listed", "[labels]") {
  Stack on;
  on.change.made.push_back(on.backend("shop-app-3", "172.18.0.4"));
  on.listed = "172.18.0.3";
  on.lists("172.18.0.3 172.18.0.4", 2);
  REQUIRE(on.traefik()->add(on.change));
  CHECK(on.web.asked.size() == 2);
}

TEST_CASE("labels: an address is not found within a longer one", "[labels]") {
  for (const char* longer : {"http://172.18.0.31:80", "172.18.0.3.4", "10.172.18.0.3", "1172.18.0.3"}) {
    Stack on;
    on.listed = longer;
    on.lists("172.18.0.3", 2);
    REQUIRE(on.traefik()->add(on.change));
    INFO(longer);
    CHECK(on.web.asked.size() == 2);
  }
  Stack on;
  on.listed = "172.18.0.31, 172.18.0.3";
  REQUIRE(on.traefik()->add(on.change));
  CHECK(on.web.asked.size() == 1);
}

TEST_CASE("labels: new containers that are not listed for a minute are an error", "[labels]") {
  Stack on;
  CHECK(message_of(on.traefik()->add(on.change)) ==
        "the proxy's page http://127.0.0.1:8080/api/services?a=b does not list the new containers of service "
        "app after 60 s");
  CHECK(on.seconds() == 60);
}

TEST_CASE("labels: the old ones are waited for until they are listed no more, or the grace is over",
          "[labels]") {
  Stack on;
  on.listed = "172.18.0.2 172.18.0.3";
  on.lists("172.18.0.3", 3);
  REQUIRE(on.traefik()->drain(on.change));
  CHECK(on.web.asked.size() == 3);
  CHECK(on.seconds() >= 3);  // settle
  Stack patient;
  patient.listed = "172.18.0.2";
  REQUIRE(patient.traefik()->drain(patient.change));
  CHECK(patient.seconds() == 10);
}

TEST_CASE("labels: nothing is to be done before, when the old ones are gone, or after a run that was cut off",
          "[labels]") {
  Stack on;
  CHECK(on.traefik()->prepare(on.change));
  CHECK(on.traefik()->set_right("app", on.change.made));
  CHECK(on.traefik()->forget(on.change));
  CHECK(on.web.asked.empty());
}

TEST_CASE("labels: without a page it is given time", "[labels]") {
  Stack on;
  const auto proxy = on.traefik("");
  REQUIRE(proxy->add(on.change));
  CHECK(on.seconds() == 3);
  REQUIRE(proxy->drain(on.change));
  CHECK(on.seconds() == 6);
  CHECK(on.web.asked.empty());
}

TEST_CASE("labels: a page that does not answer as it should is an error", "[labels]") {
  const std::string page = "the proxy's page http://127.0.0.1:8080/api/services?a=b ";
  Stack on;
  on.web.answer = [](const WebPage&) { return WebReply{404, "", "172.18.0.3"}; };
  CHECK(message_of(on.traefik()->add(on.change)) == page + "answered 404");
  on.web.answer = [](const WebPage&) -> Expected<WebReply> { return fail("refused the connection"); };
  CHECK(message_of(on.traefik()->drain(on.change)) == page + "refused the connection");
  on.web.delay = std::chrono::seconds(6);
  CHECK(message_of(on.traefik()->add(on.change)) == page + "did not answer within 5 s");
}
