#include "vault/variables.hpp"

#include <catch2/catch_test_macros.hpp>

#include "unit/support/unmarked.hpp"
#include "unit/support/vault_samples.hpp"

using namespace slipway;

namespace {

Expected<VaultVariables> read(std::string_view text, const std::set<std::string>& wanted,
                              int* asked = nullptr) {
  return read_vault_variables(text, wanted, [=]() -> Expected<std::string_view> {
    if (asked != nullptr) ++*asked;
    return "pw";
  });
}

/// The value of `x`; "none" when the file has no such variable.
std::string x_of(std::string_view text) {
  const auto outcome = read(text, {"x"});
  if (!outcome) return "error: " + slipway::without_marks(outcome.error().message);
  const auto found = outcome->find("x");
  return found == outcome->end() ? "none" : std::string(found->second.view());
}

std::string indented(const std::string& vault) {
  std::string text = "  ";
  for (const char byte : vault) text += byte == '\n' ? std::string("\n  ") : std::string(1, byte);
  return text + "\n";
}

const std::string quotes_please =
    "YAML reads it as a number, a date or a boolean, and would change its characters; put it in quotes";

}  // namespace

TEST_CASE("the wanted variables come out of an encrypted file", "[vault]") {
  const auto outcome = read(test::vault_of_two, {"vault_a", "vault_b", "vault_c"});
  REQUIRE(outcome);
  CHECK(outcome->size() == 2);
  CHECK(outcome->at("vault_a").view() == "one");
  CHECK(outcome->at("vault_b").view() == "two");
}

TEST_CASE("a !vault value of a plain file is taken in bytes, and not read as YAML", "[vault]") {
  CHECK(x_of("x: !vault |\n" + indented(test::labelled_vault) + "y: 1\n") == "p$w");
  CHECK(x_of("x: !vault-encrypted |\n" + indented(test::binary_vault)) == std::string("\0\xff\n", 3));
  CHECK(x_of("x: !vault |\n" + indented(test::empty_vault)).empty());
  CHECK(x_of("x: !vault text\n") == "error: line 1: x: it is tagged !vault, and no vault is in it");
}

TEST_CASE("the password is asked for only when it is needed", "[vault]") {
  int asked = 0;
  CHECK(read("x: text\ny: !vault |\n" + indented(test::labelled_vault), {"x"}, &asked));
  CHECK(asked == 0);
  CHECK(read("x: !vault |\n" + indented(test::labelled_vault), {"x"}, &asked));
  CHECK(asked == 1);
}

TEST_CASE("texts are taken as YAML writes them", "[vault]") {
  CHECK(x_of("x: plain text\n") == "plain text");
  CHECK(x_of("x: 'it''s'\n") == "it's");
  CHECK(x_of("x: \"a\\tb\\n\"\n") == "a\tb\n");
  CHECK(x_of("x: \"a\\0b\"\n") == std::string("a\0b", 3));
  CHECK(x_of("x: |\n  a\n  b\n") == "a\nb\n");
  CHECK(x_of("x: >-\n  a\n  b\n") == "a b");
  CHECK(x_of("x: !!str 0644\n") == "0644");
  CHECK(x_of("x: ! '0644'\n") == "0644");
  CHECK(x_of("x: ! 0644\n") == "error: line 1: x: " + quotes_please);  // for PyYAML `!` alone says nothing
  CHECK(x_of("x: ''\n").empty());
  CHECK(x_of("{\"x\": \"json\"}") == "json");
  CHECK(x_of("\xEF\xBB\xBFx: behind a mark\n") == "behind a mark");
}

TEST_CASE("numbers and true or false that stay as they are written are taken", "[vault]") {
  for (const std::string text : {"0", "42", "-1", "18446744073709551616", "0.5", "-1.25", "0.0", "1.0",
                                 "0.0001", "123456789012345", "08", "1e3", "1.2.3", "0x", "+a", ".", "..5"}) {
    INFO(text);
    CHECK(x_of("x: " + text + "\n") == text);
  }
  CHECK(x_of("x: TRUE\n") == "true");
  CHECK(x_of("x: False\n") == "false");
}

TEST_CASE("what YAML 1.1 rewrites is refused", "[vault]") {
  for (const std::string text : {"0644",
                                 "1_000",
                                 "+5",
                                 "-0",
                                 "0x1F",
                                 "0b1",
                                 "12:30:45",
                                 "1:30",
                                 "1.50",
                                 ".5",
                                 "5.",
                                 "1.",
                                 "1.5e+3",
                                 ".inf",
                                 "-.INF",
                                 ".nan",
                                 "190:20:30.15",
                                 "0.00001",
                                 "0.1234567890123456",
                                 "12345678901234567.0",
                                 "2020-01-01",
                                 "2001-12-14 21:59:43.10 -5",
                                 "2020-1-1T1:00:00Z",
                                 "yes",
                                 "No",
                                 "ON",
                                 "off",
                                 "=",
                                 "0_"}) {
    INFO(text);
    CHECK(x_of("x: " + text + "\n") == "error: line 1: x: " + quotes_please);
    CHECK(x_of("x: '" + text + "'\n") == text);
    CHECK(x_of("x: !unsafe " + text + "\n") == text);
  }
}

TEST_CASE("null is no value", "[vault]") {
  for (const std::string text : {"", " ~", " null", " NULL", " &a"})
    CHECK(x_of("x:" + text + "\n") ==
          "error: line 1: x: it has no value; give it one, or \"\" for an empty text");
}

TEST_CASE("a template is refused unless it is meant as it stands", "[vault]") {
  for (const std::string mark : {"{{ y }}", "{% if y %}", "{# y #}"}) {
    CHECK(x_of("x: 'a " + mark + "'\n").find("error: line 1: x: there is a template in it") == 0);
    CHECK(x_of("x: !unsafe 'a " + mark + "'\n") == "a " + mark);
  }
}

TEST_CASE("what is no single text is refused when it is wanted, and only then", "[vault]") {
  CHECK(
      x_of("x: [hunter2]\n") ==
      "error: line 1: x is a list or a dict, and an env file holds single texts; map a variable that is one");
  CHECK(x_of("y: {x: 1}\nx: {a: hunter2}\n").find("error: line 2: x is a list or a dict") == 0);
  CHECK(x_of("y: {x: inner}\nz: [x, {x: 2}]\n? [x]\n: 1\nx: outer\n") == "outer");
  CHECK(
      x_of("x: !!binary aGk=\n") ==
      "error: line 1: x: it has a YAML tag that stands for no text; leave the tag out, and put the value in "
      "quotes");
}

TEST_CASE("anchors and aliases lead to the text", "[vault]") {
  CHECK(x_of("common: [{pw: &pw hunter2}]\nx: *pw\n") == "hunter2");
  CHECK(x_of("a: &pw one\nb: &pw two\nx: *pw\n") == "two");
  CHECK(x_of("a: &pw one\nb: &pw [two]\nx: *pw\n").find("x is a list or a dict") != std::string::npos);
  CHECK(x_of("&k x: one\ny: *k\n") == "one");
  CHECK(x_of("a: &k x\n*k : two\n") == "two");
  CHECK(x_of("x: *unknown\n").find("error: ") == 0);
}

TEST_CASE("of a variable that stands twice the last value counts, as for Ansible", "[vault]") {
  CHECK(x_of("x: one\nx: two\n") == "two");
}

TEST_CASE("a key that YAML takes for something else is no variable's name", "[vault]") {
  CHECK(read("yes: 1\n1: 2\n", {"yes", "1"})->empty());
}

TEST_CASE("a file that holds no variables", "[vault]") {
  CHECK(x_of("") == "none");
  CHECK(x_of(std::string_view()) == "none");  // libyaml would end the process
  CHECK(x_of("# nothing\n---\n") == "none");
  CHECK(x_of("just hunter2\n") ==
        "error: line 1: it holds something else than variables; write them as `name: value` lines");
  CHECK(x_of("- hunter2\n").find("something else than variables") != std::string::npos);
  CHECK(x_of("x: 1\n---\nx: 2\n") ==
        "error: line 2: another YAML document begins, and a file of variables has one; remove the ---");
  CHECK(x_of("<<: {x: 1}\n") ==
        "error: line 1: a merge key (<<) takes in other variables, which is not read here; write them out");
}

TEST_CASE("an error of the YAML does not show the text", "[vault]") {
  for (const std::string text :
       {"x: 1\nhunter2", "x: 'hunter2", "x: hunter2: y\n", "x: [hunter2\n", "\tx: hunter2\n", "x: @hunter2\n",
        "x: \"\\hunter2\"\n", "%hunter2\n", "x: !hunter2!y z\n"}) {
    const std::string message = x_of(text);
    INFO(message);
    CHECK(message.find("error: line ") == 0);
    CHECK(message.find("hunter2") == std::string::npos);
  }
}

TEST_CASE("a deep nesting took time by the square of its depth", "[vault]") {
  const auto nested = [](std::size_t levels) {
    return x_of("y: " + std::string(levels, '[') + std::string(levels, ']') + "\nx: 1\n");
  };
  CHECK(nested(99) == "1");
  CHECK(nested(200000) ==
        "error: line 1: it is nested deeper than 100 levels, which no file of variables is; look what it "
        "holds");
}
