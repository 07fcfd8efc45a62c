// The page that stack_backup_info makes of the records.
#include "stack_backup_info/page.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "release/ending.hpp"
#include "unit/support/release_samples.hpp"
#include "unit/support/stack_machine.hpp"

using namespace slipway;
using namespace slipway::stack_backup_info;
using Catch::Matchers::ContainsSubstring;
using test::ReleaseStory;
using State = ReleaseState;

namespace {

const Path page_backups = "/srv/backups";

struct Shelf : test::StackMachine {
  std::string page(const std::optional<std::string>& project = "shop") {
    const auto result =
        run(stack_backup_info::module(), stack_backup_info::Args{page_backups, project, true});
    REQUIRE(result);
    CHECK_FALSE(result->changed);
    CHECK(files.changes.empty());
    warnings = result->warnings;
    return result->values["page"];
  }
  std::vector<std::string> warnings;
};

ReleaseStep noted(const std::string& step, const std::string& started, const std::string& ended,
                  StepOutcome outcome = StepOutcome::changed) {
  return {step, ReleasePhase::healthy, outcome, "2025-10-31T02:35:" + started + "Z",
          ended.empty() ? "" : "2025-10-31T02:35:" + ended + "Z"};
}

/// What is between the item of this release and the next one.
std::string item_of(const std::string& page, const std::string& name) {
  const auto begin = page.find("id=\"" + name + "\"");
  REQUIRE(begin != std::string::npos);
  return page.substr(begin, page.find("</li>\n", begin) - begin);
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// A release that failed, with its failure.json.
ReleaseStory failed_story(Shelf& shelf, const ansible::Json& container, const std::string& message) {
  auto story = ReleaseStory().deploy("v1").deploy("v2", State::failed);
  std::vector<ReleaseStep> steps{noted("stack_up", "04.000", "15.500", StepOutcome::failed)};
  steps[0].message = message;
  steps[0].evidence = {{"health", {container}}};
  steps[0].parts = {{"app", "recreate", 0.5, 11.5, false}};
  Release& failed = story.releases.back();
  const auto contents = end_as_failed(failed, steps, {"", "the stack was put back"}, {});
  failed.finished = "2025-10-31T02:36:00Z";
  story.write_to(shelf.files, page_backups);
  REQUIRE(write_steps(shelf.files, page_backups / "v2", steps));
  for (const auto& content : contents) shelf.files.put(page_backups / "v2" / content.path, content.content);
  shelf.files.changes.clear();
  return story;
}

}  // namespace

TEST_CASE("without being asked for there is no page, and no steps of old releases are read", "[page]") {
  Shelf shelf;
  ReleaseStory().deploy("v1").write_to(shelf.files, page_backups);
  shelf.files.put(page_backups / "v1/steps.json", "{");
  const auto result = shelf.run(stack_backup_info::module(), stack_backup_info::Args{page_backups, "shop"});
  REQUIRE(result);
  CHECK_FALSE(result->values.contains("page"));
  CHECK(result->warnings.empty());
}

TEST_CASE("a page of no release says what to do", "[page]") {
  Shelf shelf;
  const std::string page = shelf.page();
  CHECK(has(page, "<title>Releases of shop</title>"));
  CHECK(has(page, "No release is on record yet"));
  CHECK(has(page, "slipway.compose.deploy_update"));
  CHECK(has(page, "/srv/backups"));
  CHECK_FALSE(has(page, "<ol"));
  CHECK(has(shelf.page(std::nullopt), "<title>Releases</title>"));
}

TEST_CASE("the page fetches and runs nothing, and the same records make the same page", "[page]") {
  Shelf shelf;
  ReleaseStory().deploy("v1").deploy("v2").write_to(shelf.files, page_backups);
  const std::string page = shelf.page();
  for (const std::string forbidden :
       {"<script", "javascript:", "http:", "https:", "url(", "@import", "<img", "<link"})
    CHECK_FALSE(has(page, forbidden));
  CHECK(has(page, "content=\"default-src 'none'; style-src 'unsafe-inline'\""));
  shelf.clock.time += std::chrono::hours(100);
  CHECK(shelf.page() == page);
}

TEST_CASE("the page says what is live, and what a rollback would do", "[page]") {
  Shelf shelf;
  auto story = ReleaseStory().deploy("v1").deploy("v2");
  story.releases[1].metadata = {
      {"Git Commit", "abc1234"},
      {"Deployed Image", "r.example:5000/shop/app:v2, db:1@sha256:" + std::string(64, 'a')}};
  story.write_to(shelf.files, page_backups);
  const std::string page = shelf.page();
  CHECK(has(page, "<p class=\"headline\">app:v2, db:1@aaaaaaaaaaaa</p>"));
  CHECK(has(page,
            "A rollback would undo <a class=\"id\" href=\"#v2\">v2</a> and put back <a class=\"id\" "
            "href=\"#v1\">v1</a>"));
  CHECK(has(item_of(page, "v2"), "<p class=\"pill\">Live</p>"));
  CHECK(has(item_of(page, "v2"), "abc1234"));
  CHECK(has(item_of(page, "v1"), "<p class=\"pill\">Deployed</p>"));
  CHECK(page.find("id=\"v2\"") < page.find("id=\"v1\""));
}

TEST_CASE("a page of deploys that all failed says that nothing is live", "[page]") {
  Shelf shelf;
  ReleaseStory().deploy("v1", State::failed).write_to(shelf.files, page_backups);
  CHECK(has(shelf.page(), "Nothing is live"));
}

TEST_CASE("a rollback says on the page what it put back, and what it undid is undone", "[page]") {
  Shelf shelf;
  auto story = ReleaseStory().deploy("v1").deploy("v2").deploy("v3");
  story.releases[0].metadata = {{"Deployed Image", "shop/app:v1"}};
  story.releases[1].metadata = {{"Deployed Image", "shop/app:v2"}};
  story.rollback("r1", "v3", FileSet::before)
      .rollback("r2", "v1", FileSet::deployed)
      .rollback("r3", "v2", FileSet::deployed, State::failed);
  story.write_to(shelf.files, page_backups);
  const std::string page = shelf.page();
  CHECK(has(item_of(page, "r1"), "Rollback to app:v2"));
  CHECK(has(item_of(page, "r1"),
            "Undoes release <a class=\"id\" href=\"#v3\">v3</a>, and puts back <a class=\"id\" "
            "href=\"#v2\">v2</a>."));
  CHECK(has(item_of(page, "r2"), "Puts back what release <a class=\"id\" href=\"#v1\">v1</a> deployed."));
  CHECK(has(item_of(page, "r2"), "<p class=\"pill\">Done</p>"));
  CHECK(has(item_of(page, "r3"), "Was to put back what release"));
  CHECK(has(item_of(page, "r3"), "<p class=\"pill\">Failed</p>"));
  CHECK(has(item_of(page, "v3"), "<p class=\"pill\">Undone</p>"));
  CHECK(has(page, "Put back by rollback <a class=\"id\" href=\"#r2\">r2</a>"));
}

TEST_CASE("what a rollback put back may be pruned", "[page]") {
  Shelf shelf;
  auto story = ReleaseStory().deploy("v1").deploy("v2").rollback("r", "v1", FileSet::deployed);
  story.releases.erase(story.releases.begin());
  story.write_to(shelf.files, page_backups);
  CHECK(has(item_of(shelf.page(), "r"), "<span class=\"id\">v1</span> (no longer on record)"));
}

TEST_CASE("steps are bars on the release's own scale, with their images and services", "[page]") {
  Shelf shelf;
  auto story = ReleaseStory().deploy("v1");
  story.write_to(shelf.files, page_backups);
  std::vector<ReleaseStep> steps{noted("stack_pull", "04.000", "08.000"),
                                 noted("vault_env_render", "08.000", "08.010", StepOutcome::unchanged),
                                 noted("stack_up", "09.000", "14.000")};
  steps[0].parts = {{"r.example/shop/app:v1", "pull", 0, 4, true}};
  steps[2].parts = {{"db", "create", 0, 1.25, true}, {"old", "remove", 1, 2, true}};
  REQUIRE(write_steps(shelf.files, page_backups / "v1", steps));
  shelf.files.changes.clear();
  const std::string item = item_of(shelf.page(), "v1");
  CHECK(
      has(item,
          "Pull images</th><td class=\"track\"><span class=\"bar pull\" style=\"--at:0.00%;--for:40.00%\">"));
  CHECK(has(item, "app:v1</th>"));
  CHECK(has(item, "Write .env <span class=\"note\">unchanged</span>"));
  CHECK(has(item,
            "db</th><td class=\"track\"><span class=\"bar up\" style=\"--at:50.00%;--for:12.50%\"></span>"
            "<span class=\"unseen\">from 5.0 s to 6.3 s</span></td><td class=\"took\">1.3 s</td>"));
  CHECK(has(item, "old <span class=\"note\">removed</span>"));
  CHECK(has(item, "<span class=\"took\">10 s</span>"));
  CHECK(has(item, ">2 s</span>"));  // a mark of the scale
}

TEST_CASE("a record of before has steps without times on the page", "[page]") {
  Shelf shelf;
  auto story = ReleaseStory().deploy("v1");
  story.releases[0].timeline = {{"pull", "done", "", ""}};
  story.write_to(shelf.files, page_backups);
  CHECK(has(item_of(shelf.page(), "v1"),
            "pull <span class=\"note\">done</span></th><td class=\"track\"></td><td class=\"took\">not "
            "noted</td>"));
}

TEST_CASE("a failure unfolds on the page to its container, probe and log lines", "[page]") {
  Shelf shelf;
  failed_story(shelf,
               {{"name", "shop-app-1"},
                {"service", "app"},
                {"state", "exited"},
                {"health", nullptr},
                {"exit_code", 137},
                {"oom_killed", true},
                {"restarts", 2},
                {"reason", "it exited"},
                {"last_probe", "no pong"},
                {"log", {"one", "\x1b[31mtwo\x1b[0m"}}},
               "app is unhealthy");
  const std::string page = shelf.page();
  const std::string item = item_of(page, "v2");
  CHECK(has(item, "<p class=\"cause\">app is unhealthy</p>"));
  CHECK(has(item, "the stack was put back"));
  CHECK(has(item, "<details open><summary>Flight recorder <span class=\"note\">1 container not well</span>"));
  CHECK(has(item, "exited, exit code 137, out of memory, restarted 2 times"));
  CHECK(has(item, "<pre>no pong</pre>"));
  CHECK(has(item, "<pre>one\ntwo\n</pre>"));
  CHECK(has(item, "Bring up <span class=\"note bad-note\">failed</span>"));
  CHECK(has(item, "app <span class=\"note bad-note\">not well</span>"));
  CHECK(has(item, "<span class=\"bar bad\""));
  CHECK(has(page, "<p class=\"pill\">Live</p>"));
  CHECK(shelf.warnings.empty());
}

TEST_CASE("a failure.json that is another than was written is left out of the page, and the cause stays",
          "[page]") {
  Shelf shelf;
  failed_story(shelf, {{"name", "shop-app-1"}, {"reason", "it exited"}}, "app is unhealthy");
  shelf.files.put(page_backups / "v2/failure.json", "{}");
  shelf.files.put(page_backups / "v1/steps.json", "{");
  const std::string page = shelf.page();
  CHECK(has(page, "app is unhealthy"));
  CHECK_FALSE(has(page, "Flight recorder"));
  REQUIRE(shelf.warnings.size() == 2);
  CHECK_THAT(shelf.warnings[0], ContainsSubstring("the page leaves out what release 'v1' noted"));
  CHECK_THAT(shelf.warnings[1], ContainsSubstring("is not as it was written"));
}

TEST_CASE("what could not be put back, and who undid or took over, stands on the page", "[page]") {
  Shelf shelf;
  auto story = ReleaseStory().deploy("v1").deploy("v2", State::failed).deploy("v3", State::started);
  story.releases[1].not_put_back = "the disk is full";
  story.releases[1].undone_by = "guard@web1";
  story.releases[1].taken_over = {{"a@b", "c@d", "2025-10-31T02:34:00Z"}};
  story.write_to(shelf.files, page_backups);
  const std::string page = shelf.page();
  CHECK(has(item_of(page, "v2"), "<strong>Not put back:</strong> the disk is full"));
  CHECK(has(item_of(page, "v2"), "Undone by guard@web1."));
  CHECK(has(item_of(page, "v2"),
            "c@d took it over from a@b on <time datetime=\"2025-10-31T02:34:00Z\">31 Oct 2025, 02:34:00 "
            "UTC</time>"));
  CHECK(has(item_of(page, "v3"), "<p class=\"pill\">Unfinished</p>"));
  CHECK(has(item_of(page, "v3"), "ci@controller holds the lock since"));
}

TEST_CASE("a release that is deployed once more is live and unfinished on the page", "[page]") {
  Shelf shelf;
  auto story = ReleaseStory().deploy("v1");
  story.releases[0].rerun = Rerun{"other@host", "2025-10-31T02:34:04Z", ""};
  story.write_to(shelf.files, page_backups);
  CHECK(has(item_of(shelf.page(), "v1"), "<p class=\"pill\">Live, deployed again</p>"));
}

TEST_CASE("nothing foreign becomes markup on the page", "[page]") {
  const std::string evil = "<script>alert(1)</script>\"'><img src=x onerror=y>{{ 7 * 7 }}";
  Shelf shelf;
  auto story = failed_story(shelf,
                            {{"name", evil},
                             {"service", evil},
                             {"state", evil},
                             {"health", evil},
                             {"reason", evil},
                             {"last_probe", evil},
                             {"log", {evil}},
                             {"log_problem", evil}},
                            evil);
  Release& v1 = story.releases[0];
  v1.metadata = {{"Git Commit", evil}, {"Deployed Image", evil}};
  v1.owner = v1.host = v1.started = v1.finished = evil;
  v1.taken_over = {{evil, evil, evil}};
  story.releases[1].not_put_back = story.releases[1].undone_by = evil;
  story.write_to(shelf.files, page_backups);
  std::vector<ReleaseStep> steps{noted(evil, "04.000", "05.000")};
  steps[0].parts = {{evil, evil, 0, 1, true}};
  REQUIRE(write_steps(shelf.files, page_backups / "v1", steps));
  shelf.files.put(page_backups / "v0/manifest.json", evil);
  shelf.files.changes.clear();
  const std::string page = shelf.page();
  CHECK(has(page, "&lt;script&gt;"));
  CHECK_FALSE(has(page, "<script"));
  CHECK_FALSE(has(page, "<img"));
  CHECK_FALSE(has(page, "\"'>"));
  CHECK(has(page, "<h2 id=\"damaged\">Left out</h2>"));
  for (const char* tag : {"div", "section", "article", "details", "table", "li", "dl", "span", "p"}) {
    const auto count = [&](const std::string& what) {
      std::size_t found = 0;
      for (auto at = page.find(what); at != std::string::npos; at = page.find(what, at + 1)) ++found;
      return found;
    };
    const std::string name = tag;
    CHECK(count("<" + name + ">") + count("<" + name + " ") == count("</" + name + ">"));
  }
}

TEST_CASE("a page of several projects has what is live of each", "[page]") {
  Shelf shelf;
  ReleaseStory("shop").deploy("s1").write_to(shelf.files, page_backups);
  ReleaseStory("blog").deploy("b1").write_to(shelf.files, page_backups);
  const std::string page = shelf.page(std::nullopt);
  CHECK(has(page, "Live now: shop"));
  CHECK(has(page, "Live now: blog"));
  CHECK(has(item_of(page, "b1"), "<dd>blog</dd>"));
}

TEST_CASE("a folder of an older playbook is on the page by its name", "[page]") {
  Shelf shelf;
  shelf.files.put_folder(page_backups / "2024-01-01T00-00-00Z");
  CHECK(has(shelf.page(), "without a record"));
}

TEST_CASE("lengths, images and times read as people say them", "[page]") {
  CHECK(length_of(0) == "< 0.1 s");
  CHECK(length_of(0.05) == "0.1 s");
  CHECK(length_of(3) == "3.0 s");
  CHECK(length_of(9.94) == "9.9 s");
  CHECK(length_of(9.96) == "10 s");
  CHECK(length_of(59.6) == "1 min");
  CHECK(length_of(125) == "2 min 5 s");
  CHECK(short_image("r.example:5000/shop/app") == "app");
  CHECK(short_images("a/b:1, c/d@sha256:" + std::string(64, 'f')) == "b:1, d@ffffffffffff");
  CHECK(short_images("") == "");
  CHECK(day_of("2025-10-31T02:35:04Z") == "31 Oct 2025");
  CHECK(clock_of("2025-10-31T02:35:04Z") == "02:35:04");
  CHECK(day_of("soon") == "soon");
}
