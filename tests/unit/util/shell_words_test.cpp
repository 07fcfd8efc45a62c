#include "util/shell_words.hpp"

#include <catch2/catch_test_macros.hpp>

using slipway::shell_words;
using Words = std::vector<std::string>;

namespace {

Words words(const std::string& line) {
  const auto found = shell_words(line);
  REQUIRE(found);
  return *found;
}

std::string refusal(const std::string& line) {
  const auto found = shell_words(line);
  return found ? "(split)" : found.error().message;
}

}  // namespace

TEST_CASE("a line is cut at blanks and line ends", "[shell_words]") {
  CHECK(words("php artisan  migrate\t--force\n") == Words{"php", "artisan", "migrate", "--force"});
  CHECK(words(" \n\t").empty());
  CHECK(words("").empty());
}

TEST_CASE("quotes keep what stands in them", "[shell_words]") {
  CHECK(words("echo 'two words' \"and two\"") == Words{"echo", "two words", "and two"});
  CHECK(words("a'b c'd\"e f\"g") == Words{"ab cde fg"});
  CHECK(words("echo '' \"\"") == Words{"echo", "", ""});
  CHECK(words(R"(echo 'it is "so"' "it's so")") == Words{"echo", "it is \"so\"", "it's so"});
  CHECK(words("echo 'a\nb'") == Words{"echo", "a\nb"});
}

TEST_CASE("a backslash keeps the next character, in double quotes only some", "[shell_words]") {
  CHECK(words(R"(echo two\ words \'a\" \\)") == Words{"echo", "two words", "'a\"", "\\"});
  CHECK(words(R"(echo "\$A \`b\` \"c\" \\ \n \'")") == Words{"echo", R"($A `b` "c" \ \n \')"});
  CHECK(words(R"(echo '\n\')") == Words{"echo", R"(\n\)"});
  CHECK(words("echo a\\\nb \"c\\\nd\"") == Words{"echo", "ab", "cd"});
}

TEST_CASE("nothing is expanded, and there are no operators", "[shell_words]") {
  CHECK(words("echo $HOME ${A:-b} $(date) `date` *.php ~ \"$HOME\" '$HOME'") ==
        Words{"echo", "$HOME", "${A:-b}", "$(date)", "`date`", "*.php", "~", "$HOME", "$HOME"});
  CHECK(words("a && b | c > d ; e & #f") == Words{"a", "&&", "b", "|", "c", ">", "d", ";", "e", "&", "#f"});
}

TEST_CASE("bytes beyond ASCII are characters like others", "[shell_words]") {
  CHECK(words("echo gr\xC3\xB6\xC3\x9F"
              "e '\xFF'") == Words{"echo",
                                   "gr\xC3\xB6\xC3\x9F"
                                   "e",
                                   "\xFF"});
}

TEST_CASE("what is never closed is an error that quotes nothing", "[shell_words]") {
  CHECK(refusal("echo 'hunter2") == "a ' in it is never closed; close it, or write \\' for one");
  CHECK(refusal("echo \"hunter2") == "a \" in it is never closed; close it, or write \\\" for one");
  CHECK(refusal("echo \"a\\\"") == "a \" in it is never closed; close it, or write \\\" for one");
  CHECK(refusal("echo hunter2\\") == "it ends with a \\, which keeps nothing; write \\\\ for one");
}
