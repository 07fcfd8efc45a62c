#include "stack/step_parts.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace slipway;
using ansible::Json;

TEST_CASE("the parts of a pull are its images, and not those that were kept", "[stack]") {
  const Json printed{{"failed", true},
                     {"images",
                      {{{"reference", "b:1"}, {"action", "pull"}, {"seconds", 2.5}, {"began_after", 0.25}},
                       {{"reference", "a:1"}, {"action", "build"}, {"seconds", 1}, {"began_after", 0}},
                       {{"reference", "c:1"}, {"action", "keep"}, {"seconds", 0}, {"began_after", nullptr}}}},
                     {"failures", {{{"reference", "b:1"}}}}};
  CHECK(step_parts(printed) ==
        std::vector<StepPart>{{"a:1", "build", 0, 1, true}, {"b:1", "pull", 0.25, 2.75, false}});
}

TEST_CASE("the parts of stack_up are the services that it touched, until they were well", "[stack]") {
  Json printed{
      {"failed", true},
      {"waited", 9.5},
      {"services",
       {{{"service", "app"}, {"action", "recreate"}, {"began_after", 1.5}, {"well_after", nullptr}},
        {{"service", "db"}, {"action", "create"}, {"began_after", 0.5}, {"well_after", 1.25}},
        {{"service", "web"}, {"action", "create"}, {"began_after", nullptr}, {"well_after", nullptr}}}}};
  const StepPart db{"db", "create", 0.5, 1.25, true};
  CHECK(step_parts(printed) == std::vector<StepPart>{db, {"app", "recreate", 1.5, 9.5, false}});
  printed["failed"] = false;  // a service that is made and not run
  CHECK(step_parts(printed) == std::vector<StepPart>{db});
}

TEST_CASE("what another module returns has no parts", "[stack]") {
  CHECK(step_parts(Json::object()).empty());
  CHECK(step_parts({{"services", "app"}, {"images", {1, "a"}}}).empty());
  CHECK(step_parts({{"services", {{{"service", "app"}, {"state", "running"}}}}}).empty());
}
