#include "compose/rewrite.hpp"

#include <catch2/catch_test_macros.hpp>

#include "unit/support/unmarked.hpp"

using namespace slipway;

namespace {

const ImageChange change{parse_repository("127.0.0.1:5000/f").value(), ":v2", std::nullopt};

/// What becomes of one file.
struct Rewritten {
  std::string text;
  std::vector<ImageReplacement> replacements;
  bool uses_image;
  std::vector<ImageInUse> images;
};

Expected<Rewritten> rewrite(const std::string& text, const ImageChange& wanted) {
  TRY_ASSIGN(auto done,
             rewrite_images({"/srv", {{"/srv/a.yml", "/srv/a.yml", text}}}, {wanted}, Interpolated::replace));
  auto& [changed, replacements] = done.files.front();
  return Rewritten{replacements.empty() ? text : changed, replacements, done.outcomes.front().is_used,
                   done.images};
}

ImageChange only(const std::vector<std::string>& services) {
  ImageChange chosen = change;
  chosen.services = services;
  return chosen;
}

std::string service(int number, const std::string& tag) {
  return "  s" + std::to_string(number) + ":\n    image: 127.0.0.1:5000/f:" + tag + "\n";
}

}  // namespace

TEST_CASE("a rewrite changes the image and nothing else, and is its own fixed point", "[compose_rewrite]") {
  const std::string text =
      "services:\n  app:\n    image: '127.0.0.1:5000/f:v1' # f:v1\n  db: {image: redis:7}\n";
  const auto once = rewrite(text, change).value();
  CHECK(once.text == "services:\n  app:\n    image: '127.0.0.1:5000/f:v2' # f:v1\n  db: {image: redis:7}\n");
  REQUIRE(once.replacements.size() == 1);
  CHECK(once.replacements.front().line == 3);
  CHECK(once.replacements.front().before == "127.0.0.1:5000/f:v1");
  CHECK(once.replacements.front().after == "127.0.0.1:5000/f:v2");
  CHECK(once.uses_image);
  CHECK(once.images.size() == 2);

  const auto twice = rewrite(once.text, change).value();
  CHECK(twice.text == once.text);
  CHECK(twice.replacements.empty());
  CHECK(twice.uses_image);
}

TEST_CASE("a shared scalar is refused only when it would have to change", "[compose_rewrite]") {
  const std::string text = "services: {app: {image: &i '127.0.0.1:5000/f:v1'}, web: {image: *i}}";
  const auto refused = rewrite(text, only({"app"}));
  REQUIRE_FALSE(refused);
  CHECK(slipway::test::message_of(refused).find("service 'web', which is not among `services`") !=
        std::string::npos);
  CHECK(rewrite(text, only({"app", "web"})));
  CHECK(rewrite(text, only({"other"}))->replacements.empty());
  CHECK(rewrite("services: {app: {image: &i '127.0.0.1:5000/f:v2'}, web: {image: *i}}", only({"app"})));
}

TEST_CASE("the line is the one that the image stands on", "[compose_rewrite]") {
  const auto rewritten = rewrite("services:\n  app:\n    image: >-\n\n      127.0.0.1:5000/f:v1\n", change);
  CHECK(rewritten->replacements.empty());  // a blank line first is part of the value
  const auto block = rewrite("services:\n  app:\n    image: !!str >-\n      127.0.0.1:5000/f:v1\n", change);
  CHECK(block->replacements.front().line == 4);
}

TEST_CASE("a broken tag is not ours to judge", "[compose_rewrite]") {
  const auto rewritten = rewrite("services: {app: {image: '127.0.0.1:5000/f:v 1'}}", change).value();
  CHECK(rewritten.replacements.empty());
  CHECK_FALSE(rewritten.uses_image);
  CHECK(rewritten.images.front().image == "127.0.0.1:5000/f:v 1");
}

TEST_CASE("each of many services is rewritten", "[compose_rewrite]") {
  std::string text = "services:\n";
  for (int i = 0; i < 1000; ++i) text += service(i, "v1");
  CHECK(rewrite(text, change)->replacements.size() == 1000);
}

namespace {

Expected<StackRewrite> rewrite_all(const std::vector<std::string>& texts,
                                   const std::vector<ImageChange>& changes,
                                   Interpolated interpolated = Interpolated::replace) {
  ComposeStack stack{"/srv", {}};
  for (const auto& text : texts) {
    const Path name = "/srv/" + std::string(1, static_cast<char>('a' + stack.files.size())) + ".yml";
    stack.files.push_back({name, name, text});
  }
  return rewrite_images(stack, changes, interpolated);
}

std::string refusal(const std::string& text, const std::vector<ImageChange>& changes,
                    Interpolated interpolated = Interpolated::replace) {
  const auto done = rewrite_all({text}, changes, interpolated);
  return done ? "none" : done.error().message;
}

bool has(const std::string& text, const std::string& part) {
  return without_marks(text).find(part) != std::string::npos;
}

ImageChange to(const std::string& image, const std::string& suffix,
               const std::optional<std::vector<std::string>>& services = std::nullopt) {
  return {parse_repository(image).value(), suffix, services};
}

}  // namespace

TEST_CASE("a refusal named the wrong service", "[compose_rewrite]") {
  const std::string text =
      "services:\n  web: &w {image: 'acme/web:1.0'}\n  cron: {<<: *w}\n  job: {<<: *w}\n  mail: {<<: *w}\n";
  CHECK(has(
      refusal(text, {to("acme/web", ":2", {{"cron"}})}),
      "/srv/a.yml: line 2: the image 'acme/web:1.0' of service 'cron' is shared, by an anchor, with services "
      "'web', 'job', 'mail', which are not among `services`; write"));
  CHECK(has(
      refusal(text, {to("acme/web", ":2", {{"cron", "web", "job"}})}),
      "of services 'web', 'cron', 'job' is shared, by an anchor, with service 'mail', which is not among"));
  CHECK(
      has(refusal("services: {a: {image: &i 'acme/web:1', labels: [*i]}, b: {image: *i}}",
                  {to("acme/web", ":2", {{"b"}})}),
          "of service 'b' is shared, by an anchor, with service 'a', which is not among `services`, and with "
          "services.a.labels, which is no image; write"));
}

TEST_CASE("a service that extends the chosen one moved with it in silence", "[compose_rewrite]") {
  const std::string text = "services: {base: {image: 'acme/web:1'}, web: {extends: base}}";
  CHECK(has(
      refusal(text, {to("acme/web", ":2", {{"base"}})}),
      "of service 'base' is shared, by `extends`, with service 'web', which is not among `services`; name"));
  CHECK(has(refusal(text, {to("acme/web", ":2", {{"web"}})}),
            "of service 'web' is shared, by `extends`, with service 'base', which is not among `services`; "
            "name them "
            "all in `services`, or give the one that differs an `image` of its own"));
  const auto both = rewrite_all({text}, {to("acme/web", ":2")}).value();
  CHECK(both.files.front().replacements.front().services == std::vector<std::string>{"base", "web"});
  // A later file has taken the image from the other one.
  CHECK(rewrite_all({text, "services: {base: {image: 'other:1'}}"}, {to("acme/web", ":2", {{"web"}})}));
}

TEST_CASE("several images are rewritten at once", "[compose_rewrite]") {
  const std::vector<ImageChange> changes{to("a", ":2", {{"x"}}), to("a", ":3", {{"y"}}), to("b", ":4")};
  const auto done =
      rewrite_all({"services: {x: {image: 'a:1'}, y: {image: 'a:1'}}", "services: {z: {image: 'b:1'}}"},
                  changes)
          .value();
  CHECK(done.files[0].text == "services: {x: {image: 'a:2'}, y: {image: 'a:3'}}");
  CHECK(done.files[1].text == "services: {z: {image: 'b:4'}}");
  CHECK(done.files[0].replacements.size() == 2);
  // One scalar cannot get both; not even when it has one of the two already.
  for (const std::string tag : {"1", "2", "3"})
    CHECK(has(refusal("services: {x: {image: &i 'a:" + tag + "'}, y: {image: *i}}", changes),
              "is shared, by an anchor"));
}

TEST_CASE("a digest that pinned the image was dropped in silence", "[compose_rewrite]") {
  const std::string digest = "sha256:" + std::string(64, 'a');
  const std::string text = "services:\n  app:\n    image: a:1@" + digest + "\n";
  const auto dropped = rewrite_all({text}, {to("a", ":2")}).value();
  REQUIRE(dropped.warnings.size() == 1);
  CHECK(has(dropped.warnings.front(),
            "/srv/a.yml, line 3: the image of service 'app' was pinned to the digest '" + digest));
  CHECK(rewrite_all({dropped.files.front().text}, {to("a", ":2")})->warnings.empty());
  CHECK(rewrite_all({text}, {to("a", ":2@" + digest)})->warnings.empty());
  const auto both =
      rewrite_all({"services: {app: {image: 'a:${T}@" + digest + "'}}"}, {to("a", ":2")}).value();
  CHECK(both.warnings.size() == 2);
}

TEST_CASE("a hundred thousand warnings are one line each no more", "[compose_rewrite]") {
  std::string text = "services:\n";
  for (int i = 0; i < 60; ++i) text += "  s" + std::to_string(i) + ": {image: 'a:${T}'}\n";
  const auto done = rewrite_all({text}, {to("a", ":2")}).value();
  REQUIRE(done.warnings.size() == 51);
  CHECK(done.warnings.back() == "there are 10 more warnings like the one before");
}

TEST_CASE("a variable that must not be replaced is an error", "[compose_rewrite]") {
  CHECK(has(refusal("services:\n  app: {image: 'a:${T}'}", {to("a", ":2")}, Interpolated::fail),
            "/srv/a.yml: line 2: the image 'a:${T}' of service 'app' is made of a variable"));
  CHECK(rewrite_all({"services: {app: {image: 'a:1'}}"}, {to("a", ":2")}, Interpolated::fail));
}

TEST_CASE("variables are returned with the values that bring the tag about", "[compose_rewrite]") {
  const auto variables = [](const std::string& images, const std::vector<ImageChange>& changes) {
    return rewrite_all({"services: {" + images + "}"}, changes, Interpolated::variable).value().variables;
  };
  using Values = std::map<std::string, std::string>;
  CHECK(variables("a: {image: 'a:${T:-1}'}, b: {image: 'b:1'}", {to("a", ":2")}) == Values{{"T", "2"}});
  CHECK(variables("a: {image: 'a:v${T}'}, b: {image: 'b:$U'}", {to("a", ":v2"), to("b", ":3")}) ==
        Values{{"T", "2"}, {"U", "3"}});
  CHECK(variables("a: {image: &i 'a:${T}'}, b: {image: *i}, c: {image: 'a:${T:-x}'}", {to("a", ":2")}) ==
        Values{{"T", "2"}});
  CHECK(variables("a: {image: 'a:${T}'}", {to("b", ":2")}).empty());
}

TEST_CASE("a variable that would have to say two things is an error", "[compose_rewrite]") {
  const auto no = [](const std::string& images, const std::vector<ImageChange>& changes) {
    return refusal("services:\n  " + images, changes, Interpolated::variable);
  };
  CHECK(
      has(no("a: {image: 'a:${T}'}\n  b: {image: 'b:${T}'}", {to("a", ":2"), to("b", ":3")}),
          "the variable T would have to be '2' for service 'a' (/srv/a.yml, line 2) and '3' for service 'b' "
          "(/srv/a.yml, line 3)"));
  CHECK(has(no("a: {image: 'a:${T}'}\n  b: {image: 'b:${T}'}", {to("a", ":2")}),
            "setting the variable T for service 'a' (/srv/a.yml, line 2) would change the image 'b:${T}' of "
            "service "
            "'b' (/srv/a.yml, line 3) as well"));
  CHECK(has(no("a: {image: 'a:${T}'}\n  b: {image: 'a:${T}'}", {to("a", ":2", {{"a"}})}),
            "as well; ask for that one too"));
  CHECK(has(no("a: {image: 'a:${A}.${B}'}", {to("a", ":2.0")}),
            "the image 'a:${A}.${B}' of service 'a' (/srv/a.yml, line 2) cannot come to end in ':2.0' by the "
            "values "
            "of its variables: it is made of several variables, A and B; write"));
}

TEST_CASE("other uses of a variable that is to be set are a warning", "[compose_rewrite]") {
  const auto warned =
      rewrite_all({"services:\n  a: {image: 'a:${T}', environment: {V: '${T:-1}'}}\n  b: {image: 'o:1'}",
                   "services:\n  a:\n    labels: ['x=$T', 'y=$$T']"},
                  {to("a", ":2")}, Interpolated::variable)
          .value()
          .warnings;
  REQUIRE(warned.size() == 1);
  CHECK(warned.front() ==
        "the variable T, to be set to '2', is used for something else than this image as well: "
        "/srv/a.yml, line 2, /srv/b.yml, line 3");
}
