// Texts to hide that are words of the module, of names and states; and such texts in what containers and
// pages say.
#include <catch2/catch_test_macros.hpp>

#include "unit/health_wait/machine.hpp"
#include "unit/support/answered.hpp"

using namespace slipway;
using namespace slipway::health_wait_test;
using ansible::Json;

namespace {

Json output_with(const std::string& secret) {
  Machine on;
  on.engine.put(test::container_document("app", "app", health("starting")));
  on.engine.logs["app"] = std::string("\2\0\0\0\0\0\0\x0c", 8) + "no hunter22\n";
  on.engine.happens(2, "app", "health_status: unhealthy", health("unhealthy", 3));
  on.web.answer = [](const WebPage&) { return WebReply{200, "", "hunter22"}; };
  return test::answered(health_wait::module(), on.system,
                        {{"project_name", "shop"},
                         {"mask", {secret}},
                         {"http", {{{"url", "http://localhost/"}, {"contains", "x"}}}},
                         {"log_lines", 20}});
}

}  // namespace

TEST_CASE("a text to hide that is a word masked names, states and the module's own words", "[own_words]") {
  const Json expected = output_with("no-text-has-this-91");
  REQUIRE(expected["failed"] == true);
  for (const std::string word : {"app", "running", "unhealthy", "container", "project", "failed", "probes",
                                 "service", "reason", "state", "its log ends with", "was not tried"}) {
    INFO(word);
    CHECK(output_with(word) == expected);
  }
}

TEST_CASE("a text to hide is masked in logs, probes, and what the message quotes of them", "[own_words]") {
  const Json output = output_with("hunter22");
  CHECK(output.dump().find("hunter22") == std::string::npos);
  CHECK(output["services"][0]["log"] == Json::array({"no ********"}));
  CHECK(output["services"][0]["last_probe"] == "no ********\n");
  CHECK(output["services"][0]["reason"].get<std::string>().find("and said: no ********") !=
        std::string::npos);
}

TEST_CASE("a text to hide is masked in a bad url, a service's name and a page that is quoted",
          "[own_words]") {
  const auto with = [](Json options) {
    Machine on;
    on.engine.put(test::container_document("app", "app", health("healthy")));
    on.web.answer = [](const WebPage&) { return WebReply{200, "", "begins with hunter22"}; };
    options["mask"] = {"hunter22"};
    options["timeout"] = 2;
    return test::answered(health_wait::module(), on.system, options).dump();
  };
  for (const Json& options : {Json{{"project_name", "shop"}, {"http", {{{"url", "ftp://hunter22/"}}}}},
                              Json{{"project_name", "shop"}, {"docker_host", "tcp://hunter22"}},
                              Json{{"project_name", "shop"}, {"timeout", "hunter22"}},
                              Json{{"project_name", "shop"},
                                   {"http", {{{"url", "http://localhost/hunter22"}, {"contains", "no"}}}}}}) {
    INFO(options.dump());
    CHECK(with(options).find("hunter22") == std::string::npos);
  }
}
