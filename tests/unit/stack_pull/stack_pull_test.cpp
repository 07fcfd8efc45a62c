#include "stack_pull/stack_pull.hpp"

#include "unit/stack_pull/machine.hpp"
#include "util/base64.hpp"

using namespace slipway;
using namespace slipway::test;
using nlohmann::json;

TEST_CASE("every image of the stack is pulled, each once", "[stack_pull]") {
  PullMachine machine;
  const auto previewed = machine.call(machine.args(), true);
  CHECK(previewed.changed);
  CHECK(machine.pulls_asked() == 0);
  CHECK(previewed.msg == "would pull nginx:1.25, r.example:5000/framework:v1");

  const auto first = machine.call(machine.args());
  CHECK(first.changed);
  CHECK_FALSE(first.failed);
  CHECK(machine.pulls_asked() == 2);
  CHECK(first.msg == "pulled nginx:1.25, r.example:5000/framework:v1");
  CHECK(machine.entry(first, "r.example:5000/framework:v1") ==
        json{{"reference", "r.example:5000/framework:v1"},
             {"services", {"app", "worker"}},
             {"action", "pull"},
             {"id", "sha256:f1"},
             {"digest", "sha256:df1"},
             {"changed", true},
             {"bytes", 7},
             {"seconds", 0.0},
             {"began_after", 0.0}});
  const auto second = machine.call(machine.args());
  CHECK_FALSE(second.changed);
  CHECK(machine.pulls_asked() == 2);  // a tag may have moved
}

TEST_CASE("a tag that has moved is a change", "[stack_pull]") {
  PullMachine machine;
  machine.call(machine.args());
  machine.offer("docker.io/library/nginx", "1.25", "sha256:n2");
  const auto result = machine.call(machine.args());
  CHECK(result.changed);
  CHECK(machine.entry(result, "nginx:1.25")["changed"] == true);
  CHECK(machine.entry(result, "r.example:5000/framework:v1")["changed"] == false);
}

TEST_CASE("what is there is not pulled again with policy missing", "[stack_pull]") {
  PullMachine machine;
  machine.has("docker.io/library/nginx:1.25", "sha256:n1");
  auto args = machine.args();
  args.policy = "missing";
  CHECK(machine.call(args, true).changed);
  const auto result = machine.call(args);
  CHECK(machine.pulls_asked() == 1);
  CHECK(result.msg == "pulled r.example:5000/framework:v1; kept nginx:1.25");
  CHECK_FALSE(machine.call(args).changed);
  CHECK(machine.pulls_asked() == 0);
}

TEST_CASE("with policy never all images have to be there, and all that are not are said at once",
          "[stack_pull]") {
  PullMachine machine;
  auto args = machine.args();
  args.policy = "never";
  for (const bool check : {true, false}) {
    const auto result = machine.call(args, check);
    CHECK(result.failed);
    CHECK(machine.pulls_asked() == 0);
    CHECK(
        result.msg ==
        "images cannot be had, and no container was touched: (1) nginx:1.25 (service web): it is not on this "
        "machine, and may not be pulled; pull it there, or change policy or the service's pull_policy; (2) "
        "r.example:5000/framework:v1 (services app, worker): it is not on this machine, and may not be "
        "pulled; pull "
        "it there, or change policy or the service's pull_policy");
    CHECK(result.values["failures"][0]["trouble"] == "absent");
  }
}

TEST_CASE("images are taken as they will be", "[stack_pull]") {
  PullMachine machine;
  auto args = machine.args();
  SECTION("with another tag") {
    args.images = {{"r.example:5000/framework", "v2", {}, {}}};
    const auto result = machine.call(args);
    CHECK(machine.entry(result, "r.example:5000/framework:v2")["services"] == json{"app", "worker"});
    CHECK(result.values["images"].size() == 2);
  }
  SECTION("for some services only") {
    args.images = {{"r.example:5000/framework", "v2", {}, std::vector<std::string>{"worker"}}};
    const auto result = machine.call(args);
    CHECK(machine.entry(result, "r.example:5000/framework:v1")["services"] == json{"app"});
    CHECK(machine.entry(result, "r.example:5000/framework:v2")["services"] == json{"worker"});
  }
  SECTION("with a digest, which comes before the tag") {
    const std::string digest = "sha256:" + std::string(64, 'a');
    machine.offer("docker.io/library/nginx", digest, "sha256:n9");
    args.images = {{"docker.io/library/nginx", "1.25", digest, {}}};
    const auto result = machine.call(args);
    CHECK(machine.entry(result, "nginx:1.25@" + digest)["id"] == "sha256:n9");
    CHECK_FALSE(machine.call(args).changed);
    CHECK(machine.pulls_asked() == 1);  // the digest is there, so nothing else can come of it
  }
  SECTION("also what no service uses yet") {
    args.images = {{"acme/new", "1", {}, {}}};
    machine.offer("docker.io/acme/new", "1", "sha256:a1");
    CHECK(machine.entry(machine.call(args), "acme/new:1")["services"] == json::array());
  }
}

TEST_CASE("two spellings of one image are one image", "[stack_pull]") {
  PullMachine machine;
  machine.services["web2"] = {{"image", "docker.io/library/nginx:1.25"}};
  const auto result = machine.call(machine.args());
  CHECK(machine.pulls_asked() == 2);
  CHECK(machine.entry(result, "nginx:1.25")["services"] == json{"web", "web2"});
}

TEST_CASE("wrong password, missing tag and a registry that is down are three sentences, told at once",
          "[stack_pull]") {
  PullMachine machine;
  machine.services = {{"app", {{"image", "r.example:5000/framework:v1"}}},
                      {"web", {{"image", "other.example/web:1"}}},
                      {"db", {{"image", "third.example/db:1"}}}};
  machine.refuse("r.example:5000/framework v1", 500,
                 "Get \"http://r.example:5000/v2/\": unauthorized: authentication required");
  machine.refuse("other.example/web 1", 404, "manifest for other.example/web:1 not found: manifest unknown");
  machine.refuse("third.example/db 1", 500,
                 "Get \"https://third.example/v2/\": dial tcp: connection refused");
  auto args = machine.args();
  args.registries = {{"https://r.example:5000", "deploy", "hunter22"}};
  const auto result = machine.call(args);
  CHECK(result.failed);
  CHECK(result.msg ==
        "images cannot be had, and no container was touched: "
        "(1) other.example/web:1 (service web): the registry other.example has no such image ('manifest for "
        "other.example/web:1 not found: manifest unknown'); check the tag, and that it was pushed; "
        "(2) r.example:5000/framework:v1 (service app): the registry r.example:5000 refuses the login ('Get "
        "\"http://r.example:5000/v2/\": unauthorized: authentication required'); check the user name and "
        "password "
        "for it; "
        "(3) third.example/db:1 (service db): the registry third.example does not answer ('Get "
        "\"https://third.example/v2/\": dial tcp: connection refused'); check its name and port, that it "
        "runs, and "
        "the way there");
  const auto& failures = result.values["failures"];
  REQUIRE(failures.size() == 3);
  CHECK(failures[1]["registry"] == "r.example:5000");
  CHECK(failures[1]["trouble"] == "refused");
  CHECK(failures[2]["trouble"] == "unreachable");
}

TEST_CASE("without an account the sentence says that there is none", "[stack_pull]") {
  PullMachine machine;
  const auto said = [&](const std::string& words) {
    machine.services = {{"web", {{"image", "nginx:1.25"}}}};
    machine.refuse("docker.io/library/nginx 1.25", 500, words);
    return machine.call(machine.args()).msg;
  };
  CHECK(said("no basic auth credentials").find("wants a login, and there is none") != std::string::npos);
  CHECK(said("denied: requested access to the resource is denied").find("does not give it without a login") !=
        std::string::npos);
}

TEST_CASE("each other trouble has a sentence with a way out", "[stack_pull]") {
  PullMachine machine;
  machine.services = {{"web", {{"image", "nginx:1.25"}}}};
  auto args = machine.args();
  args.registries = {{"docker.io", "deploy", "hunter22"}};
  const auto said = [&](const std::string& words) {
    machine.refuse("docker.io/library/nginx 1.25", 500, words);
    return machine.call(args).msg;
  };
  const auto has = [&](const std::string& words, const std::string& sentence) {
    CAPTURE(words);
    CHECK(said(words).find(sentence) != std::string::npos);
  };
  has("denied: requested access", "does not give it to this account");
  has("authorization denied by plugin x", "a policy forbids it");
  has("toomanyrequests: slow down", "has had too many requests");
  has("x509: certificate signed by unknown authority", "is not trusted by the engine");
  has("received unexpected HTTP status: 502 Bad Gateway", "answers with an error of its own");
  has("no matching manifest for linux/arm64", "is not made for this machine");
  has("write /x: no space left on device", "the engine's disk is full");
  has("a word that nobody knows", "it was not pulled from docker.io ('a word that nobody knows')");
}

TEST_CASE("the password travels to the engine in the request, and to nobody else", "[stack_pull]") {
  PullMachine machine;
  auto args = machine.args();
  args.registries = {{"r.example:5000", "deploy", "hunter22"}, {"docker.io", "hub", "hunter33"}};
  machine.refuse("r.example:5000/framework v1", 500, "unauthorized: hunter22 is not it");
  const auto result = machine.call(args);
  CHECK(
      machine.engine.posted ==
      std::vector<Headers>{
          {{"X-Registry-Auth",
            base64url(
                R"({"password":"hunter33","serveraddress":"https://index.docker.io/v1/","username":"hub"})")}},
          {{"X-Registry-Auth",
            base64url(R"({"password":"hunter22","serveraddress":"r.example:5000","username":"deploy"})")}}});
  for (const auto& request : machine.engine.requests) CHECK(request.find("hunter") == std::string::npos);
  for (const auto& command : machine.processes.commands) {
    for (const auto& word : command.argv) CHECK(word.find("hunter") == std::string::npos);
    CHECK(command.input.empty());
  }
  CHECK(result.msg.find("hunter22") == std::string::npos);
  CHECK(result.values.dump().find("hunter22") == std::string::npos);
  CHECK(std::count(result.secrets.begin(), result.secrets.end(), "hunter22") == 1);
}

TEST_CASE("an image of Docker Hub with a name of two parts was asked for with another registry's account",
          "[stack_pull]") {
  PullMachine machine;
  machine.services = {{"app", {{"image", "acme/app:1"}}}};
  machine.offer("docker.io/acme/app", "1", "sha256:a1");
  auto args = machine.args();
  args.registries = {{"acme", "deploy", "hunter22"}};
  CHECK(machine.error(args) ==
        "registries: 'acme' is no registry; write its host and port, such as 'registry.example.com:5000' or "
        "'docker.io'");
  args.registries = {{"acme.example", "deploy", "hunter22"}};
  machine.call(args);
  CHECK(machine.engine.posted == std::vector<Headers>{{}});
}

TEST_CASE("an account may be for the registry of an image, whichever that is", "[stack_pull]") {
  PullMachine machine;
  machine.services = {{"app", {{"image", "acme/app:1"}}}};
  machine.offer("docker.io/acme/app", "1", "sha256:a1");
  auto args = machine.args();
  args.registries = {{std::nullopt, "deploy", "hunter22", "acme/app"}};
  machine.call(args);
  CHECK(machine.engine.posted.at(0).count("X-Registry-Auth") == 1);
  args.registries = {{"docker.io", "deploy", "hunter22", "acme/app"}};
  CHECK(machine.error(args) ==
        "registries: an account has both url and image, 'docker.io' and 'acme/app'; give one of them");
  args.registries = {{std::nullopt, "deploy", "hunter22", "Acme App"}};
  CHECK(machine.error(args) == "registries: 'Acme App' is no image's name");
}

TEST_CASE("without an account in the task that of the user's Docker client counts", "[stack_pull]") {
  PullMachine machine;
  SECTION("from its file") {
    machine.files.put("/home/deploy/.docker/config.json",
                      R"({"auths": {"r.example:5000": {"auth": "YTpodW50ZXI0NA=="}}})");
    const auto result = machine.call(machine.args());
    CHECK(machine.engine.posted.at(0).empty());
    CHECK(machine.engine.posted.at(1).at("X-Registry-Auth") ==
          base64url(R"({"password":"hunter44","serveraddress":"r.example:5000","username":"a"})"));
    CHECK(std::count(result.secrets.begin(), result.secrets.end(), "hunter44") == 1);
  }
  SECTION("what is wrong with it is a warning") {
    machine.files.put("/home/deploy/.docker/config.json", "{");
    CHECK(machine.call(machine.args()).warnings ==
          std::vector<std::string>{
              "the accounts of Docker's client: /home/deploy/.docker/config.json is no JSON "
              "object; mend it, or move it away; images are pulled without them"});
    machine.files.put("/home/deploy/.docker/config.json", R"({"credHelpers": {"r.example:5000": "ecr"}})");
    const auto compose = machine.processes.answer;
    machine.processes.answer = [&](const Command& command) -> Expected<CommandOutcome> {
      if (command.argv.front() == "docker") return compose(command);
      return fail("there is no program docker-credential-ecr");
    };
    const auto result = machine.call(machine.args());
    CHECK(result.warnings ==
          std::vector<std::string>{
              "asking docker-credential-ecr for the account of r.example:5000: there is no "
              "program docker-credential-ecr; its images are pulled without an account"});
    CHECK_FALSE(result.failed);
  }
}

TEST_CASE("a pull that fails leaves nothing built", "[stack_pull]") {
  PullMachine machine;
  machine.services["api"] = {{"build", {{"context", "."}}}};
  machine.refuse("docker.io/library/nginx 1.25", 404, "manifest unknown");
  CHECK(machine.call(machine.args()).failed);
  CHECK(machine.builds.empty());
}

TEST_CASE("an engine that took the image and does not have it is no success", "[stack_pull]") {
  PullMachine machine;
  machine.engine.pulls["docker.io/library/nginx 1.25"] = {{}};
  const auto result = machine.call(machine.args());
  CHECK(result.failed);
  CHECK(result.values["failures"][0]["said"] == "it told of no error, and has no such image afterwards");
}

TEST_CASE("options that cannot be are refused", "[stack_pull]") {
  PullMachine machine;
  auto args = machine.args();
  args.timeout = 0;
  CHECK(machine.error(args) == "timeout: write a number of seconds from 1 to 604800, not 0");
  args = machine.args();
  args.retries = -1;
  CHECK(machine.error(args) == "retries: write a number from 0 to 100, not -1");
  args = machine.args();
  args.images = {{"nginx:1", "2", {}, {}}};
  CHECK(machine.error(args).starts_with("images, entry 1: image: 'nginx:1' carries a tag or digest (':1')"));
  args.images = {{"nginx", {}, {}, {}}};
  CHECK(machine.error(args) == "images, entry 1: neither `tag` nor `digest` is given; give one, or both");
  args = machine.args();
  args.registries = {{"docker.io", "a", "b"}, {"index.docker.io", "c", "d"}};
  CHECK(machine.error(args) == "registries: there are two accounts for docker.io; leave one of them");
  args = machine.args();
  args.files.clear();
  CHECK(machine.error(args) == "files: name at least one compose file");
}
