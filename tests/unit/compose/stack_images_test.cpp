#include "compose/stack_images.hpp"

#include <catch2/catch_test_macros.hpp>

#include "util/foreign.hpp"

using namespace slipway;

namespace {

ComposeStack stack_of(const std::vector<std::string>& texts) {
  ComposeStack stack{"/srv", {}};
  for (const auto& text : texts) {
    const Path name = "/srv/" + std::string(1, static_cast<char>('a' + stack.files.size())) + ".yml";
    stack.files.push_back({name, name, text});
  }
  return stack;
}

Expected<StackImages> found_in(const std::vector<std::string>& texts) {
  const ComposeStack stack = stack_of(texts);
  TRY_ASSIGN(const auto read, read_stack(stack));
  return stack_images(stack, read);
}

std::string in_words(const StackImages& found) {
  std::string list;
  for (const auto& one : found.images) {
    list += (list.empty() ? "" : " ") + one.image + "=";
    for (const auto& user : one.users)
      list += (&user == &one.users.front() ? "" : ",") + user.service +
              (user.extends.empty() ? "" : "<" + user.extends);
    if (one.also_used_by) list += "!" + *one.also_used_by;
  }
  return list;
}

// "a:1=app,web<app! b:2=db": each image, the services that get it (and from which other one), and "!" when
// something else uses it as well.
std::string together(const std::vector<std::string>& texts) {
  return in_words(found_in(texts).value());
}

std::string images(const std::string& text) {
  return together({text});
}

// "app: a:1 in a.yml, but b:1 in b.yml": what does not hold, and what does.
std::string hidden(const std::vector<std::string>& texts) {
  const auto found = found_in(texts).value();
  std::string list;
  for (const auto& one : found.hidden)
    list += (list.empty() ? "" : " ") + one.service + ":" + one.image + "@" + std::to_string(one.place.file) +
            "/" + one.instead.value_or("none") + "@" + std::to_string(one.winner.file);
  return list;
}

std::string refusal(const std::string& text) {
  const auto found = found_in({text});
  return found ? "none" : without_marks(found.error().message).substr(std::string("/srv/a.yml: ").size());
}

}  // namespace

TEST_CASE("an image that is shared with a key was rewritten, and renamed the key", "[stack_images]") {
  CHECK(images("services: {&n nginx: {image: *n}}") == "nginx=nginx!a key");
  CHECK(images("x-n: &n nginx\nservices: {*n : {image: *n}}") == "nginx=nginx!a key");
  CHECK(images("services: {a: {&i image: nginx:1}, b: {image: *i}}") == "image=b!a key nginx:1=a");
  CHECK(images("x-a: {&n nginx: 1}\nservices: {a: {image: *n}}") == "nginx=a!a key");
}

TEST_CASE("each service gets its image from one scalar", "[stack_images]") {
  CHECK(images("services: {app: {image: a:1}, db: {image: b:2}, tool: {build: .}}") == "a:1=app b:2=db");
  CHECK(images("services: {app: {image: &i a:1}, web: {image: *i}}") == "a:1=app,web");
  CHECK(images("x-i: &i a:1\nservices: {app: {image: *i}}") == "a:1=app");
  CHECK(images("x-c: &c {image: a:1}\nservices: {app: *c, web: {<<: *c}}") == "a:1=app,web");
  CHECK(images("x-c: &c {image: a:1}\nservices: {app: {<<: *c, image: b:2}}") == "b:2=app");
  CHECK(images("services: {app: {image: ~}, web: {image: }, db: {image: [a]}}").empty());
  CHECK(images("services: {app: {image: !!binary YTox}, web: {image: !mine a:1}}") == "a:1=web");
  CHECK(images("services:\n  app:\n    image: |\n      a:1\n") == "a:1=app");
  CHECK(images("networks: {image: a}").empty());
}

TEST_CASE("a use that is no image is named", "[stack_images]") {
  CHECK(images("services: {app: {image: &i a:1, command: [run, *i]}}") == "a:1=app!services.app.command");
  CHECK(images("services: {app: {image: &i a:1, labels: {*i : x}}}") == "a:1=app!services.app.labels");
  CHECK(images("services: {app: {image: &i a:1}}\nconfigs: {c: {content: *i}}") == "a:1=app!configs");
  CHECK(images("x-c: &c {image: a:1}\nservices: {app: {<<: *c}}\nvolumes: {v: *c}") == "a:1=app!volumes");
}

TEST_CASE("extensions are no use of their own", "[stack_images]") {
  CHECK(images("x-a: &i a:1\nx-b: [*i]\nservices: {app: {image: *i, x-note: *i}}") == "a:1=app");
}

TEST_CASE("of several documents a later one overrides an earlier", "[stack_images]") {
  const std::string first = "services: {app: {image: a:1}, web: {image: b:1}}\n---\n";
  CHECK(images(first + "services: {app: {image: a:2}}") == "b:1=web a:2=app");
  CHECK(images(first + "services: {app: {init: true}}") == "a:1=app b:1=web");
  CHECK(images(first + "services: {app: {image: ~}}") == "a:1=app b:1=web");
  CHECK(images(first + "services: {app: {image: !reset a:2}}") == "b:1=web");
  CHECK(images(first + "services: {app: !reset {image: a:2}}") == "b:1=web");
  CHECK(images(first + "services: {app: !override {build: .}}") == "b:1=web");
  CHECK(images(first + "services: !override {app: {image: a:2}}") == "a:2=app");
  CHECK(images(first + "services: !reset {app: {image: a:2}}").empty());
}

TEST_CASE("an image that is reset lets a merged one through", "[stack_images]") {
  const std::string common = "x-c: &c {image: a:1}\n";
  CHECK(images(common + "services: {app: {<<: *c, image: !reset null}}") == "a:1=app");
  CHECK(images(common + "services: {app: *c}\n---\nx-r: &r {image: !reset null}\nservices: {app: {<<: *r}}")
            .empty());
  CHECK(images("x-r: &r {image: !reset null}\nservices: {app: {<<: *r, image: a:1}}") == "a:1=app");
}

TEST_CASE("what is no compose file is refused", "[stack_images]") {
  CHECK(refusal("").find("it is empty") == 0);
  CHECK(refusal("# comment").find("it is empty") == 0);
  CHECK(refusal("services: {}\n---\n").find("it is empty") == 0);
  CHECK(refusal("- a").find("line 1: its top level is no mapping") == 0);
  CHECK(refusal("text").find("line 1: its top level is no mapping") == 0);
  CHECK(refusal("a: b\nservices: []").find("line 2: `services` is no mapping") == 0);
  CHECK(refusal("services:").find("line 1: `services` is no mapping") == 0);
}

TEST_CASE("an image that a later file overrides was taken for one that the service gets", "[stack_images]") {
  const std::string base = "services: {app: {image: a:1}, web: {image: b:1}}";
  CHECK(together({base, "services: {app: {image: a:2}}"}) == "b:1=web a:2=app");
  CHECK(hidden({base, "services: {app: {image: a:2}}"}) == "app:a:1@0/a:2@1");
  CHECK(together({base, "services: {app: {image: !reset null, build: .}}"}) == "b:1=web");
  CHECK(hidden({base, "services: {app: {image: !reset null, build: .}}"}) == "app:a:1@0/none@1");
  CHECK(hidden({base, "services: {app: !override {build: .}}"}) == "app:a:1@0/none@1");
  CHECK(hidden({base, "services: {app: !override {image: c:1}}"}) == "app:a:1@0/c:1@1");
  CHECK(together({base, "services: !override {db: {image: c:1}}"}) == "c:1=db");
  CHECK(hidden({base, "services: {app: {image: a:2}}", "services: {app: {image: a:3}}"}) ==
        "app:a:1@0/a:3@2 app:a:2@1/a:3@2");
  CHECK(hidden({base, "services: {app: {init: true}}"}).empty());
  CHECK(hidden({base, "services: {app: {image: ~}}"}).empty());
  CHECK(together({"services: {app: {image: &i a:1}, web: {image: *i}}", "services: {app: {image: a:2}}"}) ==
        "a:1=web a:2=app");
}

TEST_CASE("a service that extends another gets its image", "[stack_images]") {
  const std::string base = "services: {base: {image: a:1}, web: {extends: base}}";
  CHECK(images(base) == "a:1=base,web<base");
  CHECK(images("services: {web: {extends: {service: base}}, base: {image: a:1}}") == "a:1=web<base,base");
  CHECK(images("services: {a: {image: a:1}, b: {extends: a}, c: {extends: b}}") == "a:1=a,b<a,c<a");
  CHECK(images("services: {a: {image: a:1}, b: {extends: a, image: b:1}, c: {extends: b}}") ==
        "a:1=a b:1=b,c<b");
  CHECK(images("services: {a: {image: a:1}, b: {extends: a, image: ~}}") == "a:1=a,b<a");
  CHECK(images("services: {a: {image: a:1}, b: {extends: a, image: !reset null, build: .}}") == "a:1=a");
  CHECK(images("services: {a: {image: a:1}, b: !override {extends: a}}") == "a:1=a,b<a");
  CHECK(images("x-e: &e {extends: a}\nservices: {a: {image: a:1}, b: {<<: *e}}") == "a:1=a,b<a");
  CHECK(images("services: {a: {image: a:1}, b: {extends: {service: a, file: a.yml}}}") == "a:1=a,b<a");
  CHECK(images("services: {a: {image: a:1}, b: {extends: c}}") == "a:1=a");
}

TEST_CASE("extends is resolved before the files are merged", "[stack_images]") {
  const std::string base = "services: {base: {image: a:1}, web: {extends: base}}";
  CHECK(together({base, "services: {base: {image: b:1}}"}) == "a:1=web<base b:1=base");
  CHECK(hidden({base, "services: {base: {image: b:1}}"}) == "base:a:1@0/b:1@1");
  CHECK(together({base, "services: {web: {image: b:1}}"}) == "a:1=base b:1=web");
  CHECK(together({base, "services: {base: {image: b:1}, web: {extends: base}}"}) == "b:1=base,web<base");
  CHECK(together({base, "services: {base: {init: true}, web: {extends: base}}"}) == "a:1=base,web<base");
  CHECK(together({base, "services: {base: !reset null}"}) == "a:1=web<base");
  CHECK(images(base + "\n---\nservices: {base: {image: b:1}}") == "a:1=web<base b:1=base");
}

TEST_CASE("a file that another one extends or includes comes before it, when it is listed",
          "[stack_images]") {
  const std::string web = "services: {web: {extends: {file: b.yml, service: web}, image: f:2}}";
  CHECK(together({web, "services: {web: {image: f:1}}"}) == "f:2=web");
  CHECK(together({"services: {web: {extends: {file: ./b.yml, service: base}}}",
                  "services: {base: {image: f:1}}"}) == "f:1=base,web<base");
  CHECK(together({"include: [b.yml]\nservices: {a: {image: a:1}}", "services: {b: {image: b:1}}"}) ==
        "a:1=a b:1=b");
  CHECK(together({"include: [{path: [c.yml]}]\nservices: {a: {image: a:1}}", "services: {i: {image: i:2}}",
                  "services: {i: {image: i:1}}"}) == "a:1=a i:2=i");
  CHECK(together({"services: {a: {extends: {file: b.yml, service: b}}}",
                  "services: {b: {extends: {file: a.yml, service: c}}}"})
            .empty());
  CHECK(together(
            {"services: {a: {extends: {file: b.yml, service: web}}}",
             "services: {base: {image: x:1}, web: {extends: base}}\n---\nservices: {base: {image: y:1}}"}) ==
        "x:1=web<base y:1=base,a<base");
}

TEST_CASE("a file that is extended or included, and is not listed, is named", "[stack_images]") {
  const auto elsewhere = [](const std::string& text) {
    const auto found = found_in({text}).value();
    std::string list;
    for (const auto& one : found.elsewhere) list += (list.empty() ? "" : " ") + one.service + "<" + one.file;
    return list;
  };
  CHECK(elsewhere("services: {a: {extends: {file: common.yml, service: b}}}") == "a<common.yml");
  CHECK(elsewhere("services: {a: {extends: {file: common.yml, service: b}, image: a:1}}").empty());
  CHECK(elsewhere("include: [i.yml, {path: j.yml}, {path: [k.yml, l.yml]}]\nservices: {}") ==
        "<i.yml <j.yml <k.yml <l.yml");
}

TEST_CASE("services that extend each other in a circle are refused", "[stack_images]") {
  CHECK(refusal("services: {a: {extends: b}, b: {extends: a}}")
            .find("line 1: the service 'a' extends itself") == 0);
  CHECK(refusal("services: {a: {extends: a}}").find("line 1: the service 'a' extends itself") == 0);
}

TEST_CASE("a file of the old format was said to have no image at all", "[stack_images]") {
  CHECK(refusal("web:\n  image: a:1\n").find("line 1: the service 'web' stands at the top level") == 0);
  CHECK(refusal("version: '3'\ndb: {build: .}\n").find("line 2: the service 'db' stands") == 0);
  CHECK(refusal("x-a: {image: a:1}\nnetworks: {image: {}}") == "none");
  CHECK(refusal("services: {}\nweb: {image: a:1}") == "none");
}
