#include "ansible/censor.hpp"

#include <catch2/catch_test_macros.hpp>

#include "unit/ansible/sample_spec.hpp"

namespace slipway::ansible {
namespace {

TEST_CASE("a secret is masked wherever it stands", "[ansible]") {
  const Censor censor({"hunter2"});
  CHECK(censor.text("hunter2") == "********");
  CHECK(censor.text("url=redis://:hunter2@host/0 xhunter2x") == "url=redis://:********@host/0 x********x");
  CHECK(censor.text("nothing here") == "nothing here");
}

TEST_CASE("a short secret is masked only where it stands alone", "[ansible]") {
  const Censor censor({"1", "ab"});
  CHECK(censor.text("REPLICAS=1 port 8011, version 1.21") ==
        "REPLICAS=******** port 8011, version ********.21");
  CHECK(censor.text("1") == "********");
  CHECK(censor.text("abc ab_ab (ab)") == "abc ab_ab (********)");
}

TEST_CASE("characters are counted, not bytes", "[ansible]") {
  CHECK(Censor({"äö"}).text("xäöx") == "xäöx");
  CHECK(Censor({"äöüß"}).text("xäöüßx") == "x********x");
}

TEST_CASE("secrets that hold each other or overlap leave nothing behind", "[ansible]") {
  const Censor censor({"pass", "password1", "word1-and-more"});
  CHECK(censor.text("a password1 b") == "a ******** b");
  CHECK(censor.text("password1-and-more") == "********");
  CHECK(Censor({"aaaa"}).text("aaaaaa") == "********");
}

TEST_CASE("of a secret with several lines each line is masked too", "[ansible]") {
  const Censor censor({"first line\r\n  second\nx\n"});
  CHECK(censor.text("log: second!") == "log: ********!");
  CHECK(censor.text("first line") == "********");
  CHECK(censor.text("x") == "x");
}

TEST_CASE("an empty secret masks nothing", "[ansible]") {
  CHECK(Censor({""}).text("text") == "text");
}

TEST_CASE("strings, numbers and inner keys are masked in values", "[ansible]") {
  const Censor censor({"secret", "12345", "7"});
  const Json clear = Json::parse(R"({"secret": {"my secret": ["secret", 12345, 123456, 7, null, true]}})");
  CHECK(censor.values(clear).dump() ==
        R"({"secret":{"my ********":["********","********",123456,7,null,true]}})");
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
  const auto shown =
      shown_arguments(sample_spec().info(),
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
  CHECK(shown_arguments(spec.info(), given).dump() ==
        R"({"registries":[{"url":"r","password":"VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"},)"
        R"("VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"]})");
}

}  // namespace
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
  CHECK(shown_arguments(spec.info(), given) ==
        Json{{"files",
              {{{"path", "a"}, {"content", "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"}},
               {{"path", "b"}},
               "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"}}});
  CHECK(shown_arguments(spec.info(), {{"files", "path=a content=hunter2"}}) ==
        Json{{"files", "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"}});
  CHECK(shown_arguments(spec.info(), Json::object()) == Json{{"files", nullptr}});
  CHECK(secret_strings(spec.info(), given).empty());
}

}  // namespace slipway::ansible
