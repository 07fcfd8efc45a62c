#include <catch2/catch_test_macros.hpp>

#include "engine/image_pulls.hpp"
#include "unit/support/fake_engine.hpp"
#include "unit/support/heard_progress.hpp"
#include "util/foreign.hpp"

using namespace slipway;
using namespace slipway::test;
using namespace std::chrono_literals;

namespace {

constexpr const char* refused_connection =
    R"({"message":"Get \"http://r:1/v2/\": dial tcp 127.0.0.1:1: connect: connection refused"})";

struct Bench {
  FixedClock clock;
  FakeEngine engine{clock};
  HeardProgress progress;

  ImagePull pull(const PullRequest& request, PullLimits limits = {}) {
    return std::move(pull_images(engine, clock, progress, {request}, limits).front());
  }
};

}  // namespace

TEST_CASE("a pull tells the digest and what it downloaded", "[pull]") {
  Bench on;
  on.engine.pulls["r:5000/app v1"] = {
      {.lines = {
           R"({"status":"Pulling from app","id":"v1"})",
           R"({"status":"Downloading","progressDetail":{"current":10,"total":70},"id":"a"})",
           R"({"status":"Downloading","progressDetail":{"current":70,"total":70},"id":"a"})",
           R"({"status":"Extracting","progressDetail":{"current":99,"total":99},"id":"a"})",
           R"({"status":"Downloading","progressDetail":{"current":5,"total":5},"id":"b"})",
           "",
           R"({"status":"Digest: sha256:abc"})",
           R"({"status":"Status: Downloaded newer image for r:5000/app:v1"})",
       }}};
  const auto pull = on.pull({"r:5000/app", "v1", "linux/arm64", "aGVsbG8="});
  CHECK(pull.ended());
  CHECK_FALSE(pull.failure());
  CHECK(pull.progress().digest() == "sha256:abc");
  CHECK(
      on.engine.requests ==
      std::vector<std::string>{"POST /images/create?fromImage=r%3A5000%2Fapp&tag=v1&platform=linux%2Farm64"});
  CHECK(on.engine.posted.at(0) == Headers{{"X-Registry-Auth", "aGVsbG8="}});
}

TEST_CASE("an error in the middle of the stream is a failure, although the status was 200", "[pull]") {
  Bench on;
  on.engine.pulls["r/app v1"] = {
      {.lines = {
           R"({"status":"Pulling from app"})",
           R"({"errorDetail":{"message":"no space left on device"},"error":"no space left on device"})"}}};
  const auto pull = on.pull({"r/app", "v1", "", ""});
  REQUIRE(pull.failure());
  CHECK(pull.failure()->trouble == PullTrouble::no_space);
  CHECK(on.engine.posted.at(0).empty());
}

TEST_CASE("a registry that does not answer is tried again, and one that says no is not", "[pull]") {
  Bench on;
  SECTION("until it answers") {
    on.engine.pulls["r/app v1"] = {{500, {refused_connection}}, {500, {refused_connection}}, {}};
    const auto pull = on.pull({"r/app", "v1", "", ""});
    CHECK_FALSE(pull.failure());
    CHECK(on.engine.requests.size() == 3);
    CHECK(pull.seconds() == 3);  // one, then two
  }
  SECTION("no more often than retries") {
    on.engine.pulls["r/app v1"] = {{500, {refused_connection}}};
    const auto pull = on.pull({"r/app", "v1", "", ""}, {.retries = 1});
    CHECK(pull.failure()->trouble == PullTrouble::unreachable);
    CHECK(on.engine.requests.size() == 2);
  }
  SECTION("a missing tag") {
    on.pull({"r/app", "v1", "", ""});
    CHECK(on.engine.requests.size() == 1);
  }
  SECTION("an engine that is restarted meanwhile") {
    on.engine.pulls["r/app v1"] = {{.lines = {R"({"status":"Pulling"})"}, .cut = true}, {}};
    CHECK_FALSE(on.pull({"r/app", "v1", "", ""}).failure());
  }
}

TEST_CASE("the time of an image is over", "[pull]") {
  Bench on;
  SECTION("when nobody answers: that is said, and the connection closed") {
    on.engine.pulls["r/app v1"] = {{.seconds = 10'000}};
    const auto pull = on.pull({"r/app", "v1", "", ""}, {.timeout = 30s});
    CHECK(pull.failure()->trouble == PullTrouble::too_slow);
    CHECK(pull.failure()->words == "it was not whole after 30 s");
    CHECK(pull.seconds() == 30);
  }
  SECTION("between two tries: the reason of the first is said") {
    on.engine.pulls["r/app v1"] = {{500, {refused_connection}}};
    const auto pull = on.pull({"r/app", "v1", "", ""}, {.timeout = 5s, .retries = 100});
    CHECK(pull.failure()->trouble == PullTrouble::unreachable);
    CHECK(pull.seconds() == 5);
  }
}

TEST_CASE("four images at once, and no more", "[pull]") {
  Bench on;
  std::vector<PullRequest> requests;
  for (const auto* tag : {"1", "2", "3", "4", "5", "6", "7"}) {
    on.engine.pulls[std::string("r/app ") + tag] = {{.seconds = 10}};
    requests.push_back({"r/app", tag, "", ""});
  }
  const auto pulls = pull_images(on.engine, on.clock, on.progress, requests, {});
  CHECK(on.engine.most_at_once == 4);
  CHECK(pulls.size() == 7);
  for (const auto& pull : pulls) CHECK(pull.ended());
  CHECK(on.clock.ticks.time_since_epoch() < 25s);  // one after the other: 70 s
}

TEST_CASE("an engine that is away, or answers no JSON, is a failure with its words", "[pull]") {
  Bench on;
  SECTION("away") {
    on.engine.broken = Error{"the engine does not answer at unix:///s", 0, true};
    const auto failure = *on.pull({"r/app", "v1", "", ""}).failure();
    CHECK(failure.trouble == PullTrouble::engine);
    CHECK(failure.words == "the engine does not answer at unix:///s");
  }
  SECTION("no JSON") {
    on.engine.pulls["r/app v1"] = {{.lines = {"<html>"}}};
    CHECK(without_marks(on.pull({"r/app", "v1", "", ""}).failure()->words) ==
          "it answers '<html>', which is no JSON");
  }
  SECTION("a refusal without a word") {
    on.engine.pulls["r/app v1"] = {{.status = 500}};
    CHECK(on.pull({"r/app", "v1", "", ""}).failure()->words == "status 500, without a word");
  }
}

TEST_CASE("pulls tell which has ended, and every few seconds how far the others are", "[pull][progress]") {
  Bench on;
  const auto downloading = [](const char* layer, long bytes, long in_all) {
    return nlohmann::json{
        {"status", "Downloading"}, {"id", layer}, {"progressDetail", {{"current", bytes}, {"total", in_all}}}}
        .dump();
  };
  on.engine.pulls["r:5000/app v1"] = {
      {.lines = {downloading("a", 1'000'000, 4'000'000), R"({"status":"Download complete","id":"a"})",
                 downloading("b", 20'000'000, 41'000'000)},
       .seconds = 6}};
  on.engine.pulls["r:5000/app sha256:1"] = {{}};
  on.engine.pulls["r:5000/gone v1"] = {{404, {R"({"message":"manifest unknown"})"}}};
  pull_images(
      on.engine, on.clock, on.progress,
      {{"r:5000/app", "v1", "", ""}, {"r:5000/app", "sha256:1", "", ""}, {"r:5000/gone", "v1", "", ""}}, {});
  CHECK(on.progress.lines == std::vector<std::string>{"pulled r:5000/app@sha256:1 in 0 s",
                                                      "pulling r:5000/app:v1",
                                                      "pulled r:5000/app:v1 in 6 s, 45 MB"});
}

TEST_CASE("a pull knows how much of its layers is there", "[pull][progress]") {
  PullProgress progress;
  progress.read(R"({"status":"Downloading","id":"a","progressDetail":{"current":10,"total":70}})");
  progress.read(R"({"status":"Downloading","id":"b","progressDetail":{"current":2,"total":5}})");
  CHECK(progress.bytes() == 12);
  CHECK(progress.bytes_in_all() == 75);
  progress.read(R"({"status":"Download complete","id":"a"})");
  progress.read(R"({"status":"Extracting","id":"a","progressDetail":{"current":1,"total":99}})");
  CHECK(progress.bytes() == 72);
  CHECK(progress.bytes_in_all() == 75);
}
