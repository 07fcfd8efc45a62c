#include "util/html.hpp"

#include <catch2/catch_test_macros.hpp>

using slipway::Html;

TEST_CASE("a literal is markup, and every other text is escaped", "[util]") {
  const std::string foreign = R"(<b class="a" id='b'>&amp;</b>)";
  Html page;
  page << "<p title=\"" << foreign << "\">" << foreign.c_str() << "</p>";
  const std::string escaped = "&lt;b class=&quot;a&quot; id=&#39;b&#39;&gt;&amp;amp;&lt;/b&gt;";
  CHECK(page.text() == "<p title=\"" + escaped + "\">" + escaped + "</p>");
}

TEST_CASE("a part of a page is taken as it is", "[util]") {
  Html part("<i>");
  part << std::string("<");
  Html page;
  page << part << Html("</i>") << Html();
  CHECK(page.text() == "<i>&lt;</i>");
  CHECK(Html().empty());
}

TEST_CASE("what would not show on a page is shown to be there", "[util]") {
  Html page;
  page << std::string("a\n\tb\x1b\0c\x7f\xc3\xa4", 10);
  CHECK(page.text() ==
        "a\n\tb\xEF\xBF\xBD\xEF\xBF\xBD"
        "c\xEF\xBF\xBD\xc3\xa4");
}
