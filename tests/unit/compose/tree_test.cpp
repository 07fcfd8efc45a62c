#include "compose/tree.hpp"

#include <catch2/catch_test_macros.hpp>

#include "unit/support/unmarked.hpp"

using namespace slipway;

namespace {

std::string refusal(const std::string& text) {
  const auto tree = parse_compose(text);
  return tree ? "none" : slipway::without_marks(tree.error().message);
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// "a=1 b=2": the effective entries of the value of the file's last key.
std::string entries_of_last(const std::string& text) {
  const auto tree = parse_compose(text).value();
  std::string list;
  for (const auto& [key, value] : effective_entries(tree, tree.children(tree[tree.documents.front()]).back()))
    list += (list.empty() ? "" : " ") + std::string(tree[key].value) + "=" + std::string(tree[value].value);
  return list;
}

std::string repeated(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

}  // namespace

TEST_CASE("offsets are bytes of the file, whatever stands before", "[compose_tree]") {
  for (const std::string before : {"", "\xEF\xBB\xBF", "# gr\xC3\xB6\xC3\x9F\x65r\n", "a: b\r\n",
                                   "\xEF\xBB\xBF# \xF0\x9F\x9A\xA2\r\n\r\n"}) {
    CAPTURE(before);
    const auto tree = parse_compose(before + "key: !!str value\r\n").value();
    const auto& mapping = tree[tree.documents.front()];
    const auto& value = tree[tree.children(mapping).back()];
    CHECK(value.offset == before.size() + 5);
    CHECK(value.end == before.size() + 16);
    CHECK(value.value == "value");
  }
}

TEST_CASE("merge keys resolve as in Compose", "[compose_tree]") {
  const std::string anchors = "x-1: &a {i: a, j: a}\nx-2: &b {i: b, k: b}\nx-3: &l [*b, *a]\n";
  CHECK(entries_of_last(anchors + "s: {<<: *a, i: own}") == "i=own j=a");
  CHECK(entries_of_last(anchors + "s: {i: own, <<: *a}") == "i=own j=a");
  CHECK(entries_of_last(anchors + "s: {<<: [*a, *b]}") == "i=a j=a k=b");
  CHECK(entries_of_last(anchors + "s: {<<: *l}") == "i=b k=b j=a");
  CHECK(entries_of_last(anchors + "s: {<<: {<<: *b, i: nested}}") == "i=nested k=b");
  CHECK(entries_of_last(anchors + "s: {'<<': text}") == "<<=text");
  CHECK(entries_of_last(anchors + "s: *a") == "i=a j=a");
  CHECK(entries_of_last(anchors + "s: [a]").empty());
}

TEST_CASE("nesting is bounded, aliases counted with what they stand for", "[compose_tree]") {
  CHECK(refusal(repeated("[", 99) + repeated("]", 99)) == "none");
  CHECK(contains(refusal(repeated("[", 101) + repeated("]", 101)),
                 "line 1: values are nested more than 100 deep"));
  CHECK(contains(refusal(repeated("[", 1'000'000)), "100 deep"));
  CHECK(contains(refusal(repeated("{a: ", 1'000'000)), "100 deep"));
  CHECK(contains(refusal(repeated("- ", 1'000'000)), "100 deep"));
  CHECK(contains(refusal(repeated("? ", 1'000'000)), "100 deep"));
  const std::string half = "- &a " + repeated("[", 60) + repeated("]", 60) + "\n- ";
  CHECK(refusal(half + repeated("[", 30) + "*a" + repeated("]", 30)) == "none");
  CHECK(contains(refusal(half + repeated("[", 60) + "*a" + repeated("]", 60)), "line 2: values are nested"));
}

TEST_CASE("alias bombs are refused before they go off", "[compose_tree]") {
  std::string bomb = "x0: &x0 lol\n";
  for (int i = 1; i < 40; ++i) {
    const std::string before = "*x" + std::to_string(i - 1);
    bomb += "x" + std::to_string(i) + ": &x" + std::to_string(i) + " [" + before + ", " + before + "]\n";
  }
  CHECK(contains(refusal(bomb), "more than 10000000 values"));
  CHECK(contains(refusal("a: &a [*a]"), "line 1: an alias stands inside the very value that it repeats"));
  CHECK(refusal("a: &a 1\nb: [" + repeated("*a, ", 1000) + "*a]") == "none");
}

TEST_CASE("alias bombs of merge keys and of chains are refused as well", "[compose_tree]") {
  std::string merges = "x0: &x0 {a: 1}\n";
  std::string chain = merges;
  for (int i = 1; i < 40; ++i) {
    const std::string name = "x" + std::to_string(i);
    const std::string before = "*x" + std::to_string(i - 1);
    merges += name + ": &" + name + " {<<: [" + before + ", " + before + "]}\n";
  }
  for (int i = 1; i < 20'000; ++i)
    chain +=
        "x" + std::to_string(i) + ": &x" + std::to_string(i) + " {<<: *x" + std::to_string(i - 1) + "}\n";
  CHECK(contains(refusal(merges), "more than 10000000 values"));
  CHECK(contains(refusal(chain), "line 100: values are nested more than 100 deep"));
}

TEST_CASE("an alias stands for the last anchor of its name", "[compose_tree]") {
  const auto tree = parse_compose("a: &x [&x inner]\nb: *x\n").value();
  const auto& alias = tree[tree.children(tree[0]).back()];
  CHECK(tree[alias.target].value == "inner");
  CHECK(contains(refusal("a: 1\n---\nb: *x\n"), "line 3: the alias '*x' has no anchor '&x' before it"));
}

TEST_CASE("an anchor of an earlier document was not known, though Compose knows it", "[compose_tree]") {
  const auto tree = parse_compose("a: &x inner\n---\nb: *x\n").value();
  const auto& alias = tree[tree.children(tree[tree.documents.back()]).back()];
  CHECK(tree[alias.target].value == "inner");
}

TEST_CASE("a key that an alias repeats was taken for another one", "[compose_tree]") {
  CHECK(refusal("k: &k a\nm:\n  a: 1\n  *k : 2\n") ==
        "line 4: the key 'a' is there already, on line 3; remove one");
}

TEST_CASE("what is no YAML is named with its line", "[compose_tree]") {
  CHECK(contains(refusal("a: 1\nb: [x\n"), "line 3, column 1: it is no valid YAML"));
  CHECK(contains(refusal("a:\n\tb: 1\n"), "line 2: it is indented with a tab"));
  CHECK(contains(refusal("a: 1\nb: 2\na: 3\n"), "line 3: the key 'a' is there already, on line 1"));
  CHECK(contains(refusal("a: 1\n'a': 3\n"), "line 2: the key 'a' is there already"));
  CHECK(contains(refusal("a: \xFF\n"), "not UTF-8"));
  CHECK(contains(refusal("a: \xED\xA0\x80\n"), "not UTF-8"));
  CHECK(contains(refusal(std::string("a:\n  \0\n", 7)), "line 2: it holds a control character"));
  CHECK(contains(refusal("a: \x1B[0m"), "line 1: it holds a control character"));
  CHECK(contains(refusal("a: *b"), "line 1"));
}

TEST_CASE("a file that is cut off is refused, and said to be", "[compose_tree]") {
  CHECK(contains(refusal("a: 1\nb: 'x\n"), "line 2: a quote is opened here and never closed"));
  CHECK(contains(refusal("a: 1\nb: \"x\n\n"), "line 2: a quote is opened here and never closed"));
  CHECK(contains(refusal("a: 1\nb: '\n"), "line 2: a quote is opened here and never closed"));
  CHECK(contains(refusal("a: 1\n'b\n"), "line 2"));
  CHECK(contains(refusal("a: 1\nimag\n"), "line 2: 'imag' has no colon"));
  CHECK(contains(refusal("a:\n  b: 1\n  imag\n"), "line 3: 'imag' has no colon"));
  CHECK(contains(refusal("a:\n  b: 1\n  'imag' # why\n"), "line 3"));
  for (const std::string whole :
       {"a: 1\nb:\n", "a: 1\n'b' :\n", "? a\n? b\n", "?\n  a\n", "a\n", "a:\n- b\n-\n", "{a: 1, b}\n", "a:\n",
        "{a: 1, b: }\n", "a: ''\n", "a: !!str\n", "a: |\n", "a: | # it's\n", "a: !\n", "b: 'x'\nc: ~\n",
        "a: [b, ~]\n", "b: \"\"\n"}) {
    CAPTURE(whole);
    CHECK(refusal(whole) == "none");
  }
}

TEST_CASE("what nothing can begin with is refused", "[compose_tree]") {
  for (const std::string stray :
       {",p\n", "]", "}", "a: 1\n, b\n", "a: [1]]\n", "{a: 1}}\n", "---\n,\n", ": ,\n"}) {
    CAPTURE(stray);
    CHECK(contains(refusal(stray), "it is no valid YAML"));
  }
  CHECK(contains(refusal("a: 1\n, b\n"), "line 2"));
  CHECK(refusal("---\n---\n---\n") == "none");
  CHECK(refusal("--- a\n...\n--- b\n...\n...\n") == "none");
}

TEST_CASE("foreign bytes are named with their line", "[compose_tree]") {
  CHECK(contains(refusal("a: 1\nb: \xFF\n"), "line 2: it is not UTF-8 text"));
  CHECK(contains(refusal(std::string("\xFF\xFE"
                                     "a\0",
                                     4)),
                 "it is UTF-16 text; save it as UTF-8"));
  CHECK(contains(refusal("a: gr\xC3\xB6\xC3\x9F\x65\nb: \x01\n"), "line 2: it holds a control character"));
  CHECK(refusal("a: 1\rb: \"\xE2\x80\xA8\"\r") == "none");
}

TEST_CASE("trees of the same shape differ in text only", "[compose_tree]") {
  const auto tree = [](const std::string& text) { return parse_compose(text).value(); };
  CHECK(same_shape(tree("a: b"), tree("a:   c")));
  CHECK_FALSE(same_shape(tree("a: b"), tree("a: [b]")));
  CHECK_FALSE(same_shape(tree("a: b"), tree("a: 'b'")));
  CHECK_FALSE(same_shape(tree("a: b"), tree("a: !!str b")));
  CHECK_FALSE(same_shape(tree("a: &x b\nc: &y d\ne: *x"), tree("a: &x b\nc: &y d\ne: *y")));
  CHECK_FALSE(same_shape(tree("a: b"), tree("a: b\n---\na: b")));
}
