// When pages are asked for: in time, often enough, and once more at the end.
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

health_wait::Args with_pages(const std::vector<std::string>& urls, long timeout) {
  auto args = by_name();
  args.health_timeout = timeout;
  for (const auto& url : urls) args.http.push_back({url, 200, ""});
  return args;
}

/// Looks names up in vain, five seconds each or what it is given.
void dead_name_server(Machine& on) {
  on.processes.answer = [&](const Command& command) -> Expected<CommandOutcome> {
    on.clock.advance(std::min<std::chrono::milliseconds>(command.timeout, 5s));
    return fail("'getent' did not end within 5 s");
  };
}

}  // namespace

TEST_CASE("a page that got well since its last try was not asked again at the deadline", "[health_wait]") {
  Machine on;
  on.engine.put(container_document("app", "app"));
  const auto well_at = on.clock.ticks + 2500ms;
  on.web.delay = 700ms;  // tries begin at 0 and at 1.7; the next one would be due after the deadline
  on.web.answer = [&](const WebPage&) { return WebReply{on.clock.ticks < well_at ? 502 : 200, "", ""}; };
  const auto result = on.run(with_pages({"http://127.0.0.1/"}, 3));
  CHECK(result->values["healthy"] == true);
  CHECK(result->values["waited"] == 3.7);
  CHECK(on.web.asked.size() == 3);
}

TEST_CASE("slow look-ups of names, one after the other, went beyond the timeout", "[health_wait]") {
  Machine on;
  on.engine.put(container_document("app", "app"));
  dead_name_server(on);
  const auto result = on.run(with_pages({"http://a/", "http://b/", "http://c/", "http://d/"}, 8));
  CHECK(result->failed);
  CHECK(result->values["waited"].get<double>() <= 9.0);
  CHECK_THAT(result->msg, ContainsSubstring("http://a/ has the host name 'a', which cannot be looked up") &&
                              ContainsSubstring("'d', which there was no time left to look up"));
}

TEST_CASE("a host was looked up once for each of its checks", "[health_wait]") {
  Machine on;
  on.engine.put(container_document("app", "app"));
  SECTION("and is found") {
    on.processes.answer = [](const Command&) { return CommandOutcome{0, "10.0.0.7  STREAM web\n", ""}; };
    CHECK(on.run(with_pages({"http://web/a", "http://web/b", "http://web:81/"}, 9))->values["healthy"] ==
          true);
    CHECK(on.processes.commands.size() == 1);
  }
  SECTION("and is not found, each second again") {
    on.processes.answer = [](const Command&) { return CommandOutcome{2, "", ""}; };
    CHECK(on.run(with_pages({"http://web/a", "http://web/b", "http://web:81/"}, 3))->failed);
    CHECK(on.processes.commands.size() == 4);  // at 0, 1, 2 and 3
  }
}

TEST_CASE("a page that hung within stable_for counted as well", "[health_wait]") {
  Machine on;
  on.engine.put(container_document("app", "app"));
  on.web.answer = [&](const WebPage&) {
    on.web.delay = on.web.asked.size() >= 3 ? 100s : 0s;  // the fourth try and those after it hang
    return WebReply{200, "", ""};
  };
  auto args = with_pages({"http://127.0.0.1/"}, 20);
  args.stable_for = 5;
  const auto result = on.run(args);
  CHECK(result->failed);
  CHECK_THAT(result->msg, EndsWith("http://127.0.0.1/ did not answer within 5 s"));
}

TEST_CASE("a page that is slow within stable_for is waited for, and then counts", "[health_wait]") {
  Machine on;
  on.engine.put(container_document("app", "app"));
  on.web.delay = 3s;
  auto args = with_pages({"http://127.0.0.1/"}, 60);
  args.stable_for = 6;
  // Tries last from 0 to 3, 4 to 7 and 8 to 11; the window is over at 9.
  CHECK(on.run(args)->values["waited"] == 11.0);
}

TEST_CASE("a compressed page was said not to contain its words", "[health_wait]") {
  Machine on;
  on.engine.put(container_document("app", "app"));
  on.web.answer = [](const WebPage&) { return WebReply{200, "", "\x1f\x8b", "gzip"}; };
  auto args = with_pages({"http://127.0.0.1/"}, 0);
  args.http[0].contains = "welcome";
  CHECK_THAT(on.run(args)->msg,
             EndsWith("answered 200, but its body is compressed (gzip), which was not asked "
                      "for and is not read; switch that off for this page"));
}

TEST_CASE("half a secret was shown of a long redirect", "[health_wait]") {
  Machine on;
  on.engine.put(container_document("app", "app"));
  on.web.answer = [](const WebPage&) { return WebReply{302, std::string(295, 'x') + "hunter22", ""}; };
  auto args = with_pages({"http://127.0.0.1/"}, 0);
  args.mask = {"hunter22"};
  CHECK_THAT(on.run(args)->msg, !ContainsSubstring("hunt"));
}

TEST_CASE("a last try that was too short hid what had been wrong with the page", "[health_wait]") {
  Machine on;
  on.engine.put(container_document("app", "app"));
  on.web.answer = [&](const WebPage&) {
    on.web.delay = 100s;  // of those after it
    return WebReply{502, "", ""};
  };
  const auto result = on.run(with_pages({"http://127.0.0.1/"}, 3));
  CHECK(result->values["waited"] == 4.0);
  CHECK_THAT(result->msg, EndsWith("http://127.0.0.1/ answered 502, expected 200"));
  CHECK(result->values["http"][0]["status"] == 502);
}
