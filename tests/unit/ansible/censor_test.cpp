#include "ansible/censor.hpp"

#include <catch2/catch_test_macros.hpp>

#include "unit/ansible/sample_spec.hpp"
#include "util/foreign.hpp"

namespace slipway::ansible {
namespace {

TEST_CASE("a value that is not documented is masked whole, its inner keys and numbers of a list too",
          "[ansible]") {
  const Censor censor({"secret", "12345", "7"});
  const Json clear = Json::parse(R"({"secret": {"my secret": ["secret", 12345, 123456, 7, null, true]}})");
  CHECK(censor.values(clear, {}).dump() ==
        R"({"secret":{"my ********":["********","********",123456,7,null,true]}})");
}

TEST_CASE("a documented value is shown whatever a secret happens to be", "[ansible]") {
  const Censor censor({"application", "running", "service", "1200"});
  Json values{
      {"dest", "/srv/application/.env"},
      {"keys", {"application", "B"}},
      {"waited", 1200},
      {"services", {{{"service", "application"}, {"state", "running"}, {"log", {"the application"}}}}}};
  const Json shown = censor.values(values, {"dest", "keys", "services.service", "services.state"});
  values["services"][0]["log"][0] = "the ********";
  CHECK(shown == values);
}

TEST_CASE("of a documented sentence what it quotes is masked", "[ansible]") {
  const Censor censor({"running"});
  const Json values{{"reason", "is running: " + foreign("not running")}};
  CHECK(censor.values(values, {"reason"})["reason"] == "is running: not ********");
  CHECK(censor.values(values, {})["reason"] == "is ********: not ********");
}

TEST_CASE("every string and number in a secret option is a secret, under any name of the option",
          "[ansible]") {
  const auto spec = sample_spec().info();
  const auto strings = secret_strings(
      spec, Json::parse(R"({"image": "open", "secrets": {"A": ["x", 5, null, true], "B": {"C": 1.5}},
                            "password": "one", "pass": "two"})"));
  CHECK(strings == std::vector<std::string>{"x", "5", "1.5", "1.5", "two", "one"});
}

TEST_CASE("shown arguments hide secret values and keep their keys", "[ansible]") {
  const auto shown = Censor().arguments(
      sample_spec().info().options,
      Json::parse(R"({"image": "i", "secrets": {"A": "x", "B": null}, "pasword": "leak"})"));
  CHECK(shown["image"] == "i");
  CHECK(shown["tag"].is_null());
  CHECK(shown["secrets"].dump() == R"({"A":"VALUE_SPECIFIED_IN_NO_LOG_PARAMETER","B":null})");
  CHECK_FALSE(shown.contains("pasword"));
}

TEST_CASE("a secret inside a list of dicts is censored, and not shown with the options", "[ansible]") {
  struct Login {
    std::string url, password;
  };
  struct Args {
    std::vector<Login> registries;
  };
  const Spec<Args> spec{"sample",
                        "a module for tests",
                        {option("registries", &Args::registries,
                                {option("url", &Login::url, "where"),
                                 option("password", &Login::password, "what opens it").secret()},
                                "accounts")}};
  const Json given =
      Json::parse(R"({"registries": [{"url": "r", "password": "hunter22", "passwort": "x"}, "odd"]})");
  CHECK(secret_strings(spec.info(), given) == std::vector<std::string>{"hunter22"});
  CHECK(secret_strings(spec.info(), Json::parse(R"({"registries": {"password": "hunter22"}})")) ==
        std::vector<std::string>{"hunter22"});
  CHECK(Censor().arguments(spec.info().options, given).dump() ==
        R"({"registries":[{"url":"r","password":"VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"},)"
        R"("VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"]})");
}

TEST_CASE("a secret that is a word blanked paths, choices, keys and Ansible's own words of the invocation",
          "[ansible]") {
  const Json given{{"image", "a fail"},
                   {"files", {"/srv/fail/a.yml"}},
                   {"missing", "fail"},
                   {"lines", 20},
                   {"secrets", {{"fail", "x"}}}};
  const auto shown = Censor({"fail", "SPECIFIED", "20"}).arguments(sample_spec().info().options, given);
  CHECK(shown["image"] == "a ********");
  CHECK(shown["files"] == given["files"]);
  CHECK(shown["missing"] == "fail");
  CHECK(shown["lines"] == 20);
  CHECK(shown["secrets"].dump() == R"({"fail":"VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"})");
}

TEST_CASE("a secret in another option of the invocation is masked, as a number too", "[ansible]") {
  const auto shown = Censor({"hunter2", "12345"})
                         .arguments(sample_spec().info().options,
                                    Json{{"image", "x:hunter2"}, {"lines", 12345}, {"tag", 12345}});
  CHECK(shown["image"] == "x:********");
  CHECK(shown["lines"] == "********");
  CHECK(shown["tag"] == "********");
}

TEST_CASE("of a list of dicts the hidden values are not shown, nor what may be one", "[ansible]") {
  struct Item {
    std::string path;
    std::optional<std::string> content;
  };
  struct Args {
    std::vector<Item> files;
  };
  const Spec<Args> spec{
      "sample",
      "a module for tests",
      {option("files", &Args::files,
              {option("path", &Item::path, "where"), option("content", &Item::content, "what").unshown()},
              "several")}};
  const Json given = {
      {"files",
       {{{"path", "a"}, {"content", "KEY=hunter2"}}, {{"path", "b"}, {"contnt", "hunter2"}}, "hunter2"}}};
  CHECK(Censor().arguments(spec.info().options, given) ==
        Json{{"files",
              {{{"path", "a"}, {"content", "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"}},
               {{"path", "b"}, {"content", nullptr}},
               "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"}}});
  CHECK(Censor().arguments(spec.info().options, {{"files", "path=a content=hunter2"}}) ==
        Json{{"files", "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"}});
  CHECK(Censor().arguments(spec.info().options, Json::object()) == Json{{"files", nullptr}});
  CHECK(secret_strings(spec.info(), given).empty());
}

}  // namespace
}  // namespace slipway::ansible
