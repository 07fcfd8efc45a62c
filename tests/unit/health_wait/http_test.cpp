#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "unit/health_wait/machine.hpp"

using namespace slipway;
using namespace slipway::health_wait_test;
using namespace std::chrono_literals;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::EndsWith;
using test::container_document;

namespace {

health_wait::Args with_page(const std::string& url, long status = 200, const std::string& contains = "") {
  auto args = by_name();
  args.http = {{url, status, contains}};
  return args;
}

}  // namespace

TEST_CASE("a page is asked for once the containers are well, and ends the wait when it passes",
          "[health_wait]") {
  Machine on;
  on.engine.put(container_document("app", "app", health("starting")));
  on.engine.happens(3, "app", "health_status: healthy", health("healthy"));
  on.web.delay = 500ms;
  on.web.answer = [&](const WebPage&) { return WebReply{on.web.asked.size() < 3 ? 502 : 200, "", ""}; };
  const auto result = on.run(with_page("http://127.0.0.1:8080/ping?a=b#c"));
  REQUIRE(result);
  CHECK(result->values["healthy"] == true);
  CHECK(result->values["waited"] == 6.5);  // tries end at 3.5, 5 and 6.5
  CHECK(result->values["http"][0].dump() ==
        R"({"url":"http://127.0.0.1:8080/ping?a=b#c","status":200,"ok":true,"problem":null})");
  const WebPage& page = on.web.asked.at(0);
  CHECK(page.addresses == std::vector<std::string>{"127.0.0.1"});
  CHECK(page.port == 8080);
  CHECK(page.host == "127.0.0.1:8080");
  CHECK(page.target == "/ping?a=b");
  CHECK_FALSE(page.with_body);
}

TEST_CASE("a page that does not pass is named when the time is over", "[health_wait]") {
  Machine on;
  on.engine.put(container_document("app", "app"));
  auto args = with_page("http://localhost/", 200, "welcome");
  args.health_timeout = 3;
  args.mask = {"hunter22"};
  const auto message = [&](const Expected<WebReply>& reply) {
    on.web.answer = [reply](const WebPage&) { return reply; };
    return on.run(args)->msg;
  };
  const std::string start = "project shop is not healthy after 3 s: http://localhost/ ";
  CHECK(message(WebReply{502, "", ""}) == start + "answered 502, expected 200");
  CHECK(message(WebReply{301, "/login", ""}) ==
        start + "answered 301, expected 200 (it redirects to /login, which is not followed)");
  CHECK(message(WebReply{200, "", "no hunter22"}) ==
        start + "answered 200, but does not contain 'welcome'; it begins with: no ********");
  CHECK(message(fail("refused the connection: nothing listens there")) ==
        start + "refused the connection: nothing listens there");
  CHECK(on.run(args)->values["http"][0]["status"].is_null());
  CHECK(on.web.asked.back().with_body);
}

TEST_CASE("events go on being read while a page keeps silent", "[health_wait]") {
  Machine on;
  on.engine.put(container_document("app", "app", health("healthy")));
  on.engine.happens(2, "app", "health_status: unhealthy", health("unhealthy", 3));
  on.web.delay = 100s;
  const auto result = on.run(with_page("http://127.0.0.1/"));
  CHECK(result->failed);
  CHECK(result->values["waited"] == 2.0);
  CHECK(result->values["http"][0]["problem"] == "was not tried, since the containers are not well");
}

TEST_CASE("a silent page costs a second more than the timeout at most", "[health_wait]") {
  Machine on;
  on.engine.put(container_document("app", "app"));
  on.web.delay = 100s;
  auto args = with_page("http://127.0.0.1/");
  args.health_timeout = 0;
  CHECK(on.run(args)->values["waited"] == 1.0);
  args.health_timeout = 8;
  const auto result = on.run(args);
  CHECK(result->values["waited"] == 9.0);
  CHECK_THAT(result->msg, EndsWith("http://127.0.0.1/ did not answer within 5 s"));
}

TEST_CASE("every page has to pass", "[health_wait]") {
  Machine on;
  on.engine.put(container_document("app", "app"));
  auto args = with_page("http://127.0.0.1/good");
  args.http.push_back({"http://127.0.0.1/bad", 200, ""});
  args.health_timeout = 4;
  on.web.answer = [](const WebPage& page) { return WebReply{page.target == "/good" ? 200 : 503, "", ""}; };
  const auto result = on.run(args);
  CHECK_THAT(result->msg, EndsWith(": http://127.0.0.1/bad answered 503, expected 200"));
  CHECK(result->values["http"][0]["ok"] == true);
}

TEST_CASE("in check mode each page is tried once, and none fails the run", "[health_wait]") {
  Machine on;
  on.engine.put(container_document("app", "app", health("starting")));
  on.web.answer = [](const WebPage&) { return WebReply{404, "", ""}; };
  const auto result = on.run(with_page("http://127.0.0.1/"), true);
  REQUIRE(result);
  CHECK_FALSE(result->failed);
  CHECK(result->values["healthy"] == false);
  CHECK(result->values["http"][0]["problem"] == "answered 404, expected 200");
  CHECK(on.web.asked.size() == 1);
}

TEST_CASE("names are looked up by getent, once", "[health_wait]") {
  Machine on;
  on.engine.put(container_document("app", "app"));
  on.processes.answer = [](const Command&) {
    return CommandOutcome{0, "10.0.0.7  STREAM web\n10.0.0.7  DGRAM\nfd00::7  STREAM\n", ""};
  };
  on.web.answer = [&](const WebPage&) { return WebReply{on.web.asked.size() < 3 ? 502 : 200, "", ""}; };
  REQUIRE(on.run(with_page("http://web/")));
  CHECK(on.web.asked.at(0).addresses == std::vector<std::string>{"10.0.0.7", "fd00::7"});
  CHECK(on.processes.commands.size() == 1);
  CHECK(on.processes.commands[0].argv == std::vector<std::string>{"getent", "ahosts", "web"});
  on.processes.answer = [](const Command&) { return CommandOutcome{2, "", ""}; };
  auto args = with_page("http://web/");
  args.health_timeout = 1;
  CHECK_THAT(
      on.run(args)->msg,
      EndsWith("http://web/ has the host name 'web', for which getent finds no address on this machine"));
}

TEST_CASE("checks that cannot be are refused at once, in check mode too", "[health_wait]") {
  Machine on;
  const auto message = [&](const std::string& url, long status = 200) {
    return on.run(with_page(url, status), true).error().message;
  };
  CHECK_THAT(message("https://shop.example.com/"), ContainsSubstring("only plain HTTP is spoken"));
  CHECK_THAT(message("shop:80"), ContainsSubstring("http: the url 'shop:80' does not begin with http://"));
  CHECK_THAT(message("http://a b/"), ContainsSubstring("percent-encoded"));
  CHECK_THAT(message("http://me:hunter22@shop/"),
             ContainsSubstring("a user name in it") && !ContainsSubstring("hunter22"));
  for (const char* url : {"http://", "http://:80/", "http://shop:0/", "http://shop:65536/", "http://shop:8o/",
                          "http://[::1/", "http://[shop]/", "http://sh\"op/", "http://--help/"})
    CHECK_THAT(message(url), ContainsSubstring("no right host and port"));
  CHECK(message("http://shop/", 100) == "http: the status of 'http://shop/' is 100; give 200 to 599");
}
