#include "system/progress_file.hpp"

#include <sys/stat.h>

#include <boost/filesystem.hpp>
#include <catch2/catch_test_macros.hpp>
#include <fstream>
#include <memory>
#include <sstream>

#include "util/foreign.hpp"

using namespace slipway;
namespace fs = boost::filesystem;

namespace {

struct Folder {
  fs::path path = fs::unique_path(fs::temp_directory_path() / "progress-%%%%%%%%");
  Folder() { fs::create_directory(path); }
  ~Folder() { fs::remove_all(path); }
};

std::string content(const fs::path& path) {
  std::ifstream file(path.string());
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace

TEST_CASE("a progress file is its user's alone, grows by lines, and goes with its writer", "[progress]") {
  const Folder folder;
  const fs::path path = folder.path / "told";
  auto progress = std::make_unique<ProgressFile>(path.string());
  struct stat status {};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  CHECK((status.st_mode & 07777U) == 0600);
  progress->say("pulling " + foreign("a:1"));
  progress->say("two\nlines\x1b[31m");
  CHECK(content(path) == "pulling a:1\ntwo lines [31m\n");
  progress.reset();
  CHECK_FALSE(fs::exists(path));
}

TEST_CASE("a progress file that was there is written to, and stays", "[progress]") {
  const Folder folder;
  const fs::path path = folder.path / "told";
  std::ofstream(path.string()) << "before\n";
  ProgressFile(path.string()).say("now");
  CHECK(content(path) == "before\nnow\n");
}

TEST_CASE("a progress file that somebody removes does not come back", "[progress]") {
  const Folder folder;
  const fs::path path = folder.path / "told";
  ProgressFile progress(path.string());
  fs::remove(path);
  progress.say("to nobody");
  CHECK_FALSE(fs::exists(path));
}

TEST_CASE("a progress file that cannot be is no error", "[progress]") {
  const Folder folder;
  ProgressFile("").say("to nobody");
  ProgressFile((folder.path / "no/folder").string()).say("to nobody");
  CHECK(fs::is_empty(folder.path));
}
