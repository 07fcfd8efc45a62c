#include "stack_changes_info/file_drift.hpp"

#include <catch2/catch_test_macros.hpp>

#include "release/files.hpp"
#include "unit/support/memory_files.hpp"

using namespace slipway;
using namespace slipway::test;
using stack_changes_info::file_drift;
using stack_changes_info::Finding;

namespace {

/// A stack of which files are on record: a compose file, `.env`, a secret, and one that is not there.
struct Stack {
  const Path src = "/srv/shop";
  MemoryFiles files;
  StackState recorded;

  Stack() {
    files.put(src / "compose.yml", "services: {}\n");
    files.put(src / ".env", "KEY=hunter22\n", 0600);
    files.put(src / "secrets/token", "t0ken", 0400);
    const auto read =
        read_stack_files(files, src, {"compose.yml", ".env", "secrets/token", "notes.txt"}).value();
    recorded.files = files_below("deployed", read);
    recorded.folders = read_stack_folders(files, src, read).value();
  }

  std::vector<std::string> said() {
    files.changes.clear();
    std::vector<std::string> sentences;
    for (const auto& finding : file_drift(recorded, src, files)) {
      CHECK(finding.said.find(finding.subject) != std::string::npos);
      sentences.push_back(finding.said);
    }
    CHECK(files.changes.empty());
    return sentences;
  }
};

using Sentences = std::vector<std::string>;

}  // namespace

TEST_CASE("files that are as recorded are no drift", "[drift]") {
  CHECK(Stack().said().empty());
}

TEST_CASE("a file that differs is told with all that differs, and not with its content", "[drift]") {
  Stack stack;
  stack.files.put(stack.src / ".env", "KEY=other\n", 0644);
  CHECK(stack.said() == Sentences{"file .env is not as it was deployed: its content has changed; its mode is "
                                  "0644 and was 0600"});
  CHECK(file_drift(stack.recorded, stack.src, stack.files).front() ==
        Finding{"file", ".env", stack.said().front()});
}

TEST_CASE("a file of somebody else's is told", "[drift]") {
  Stack stack;
  auto& owner = stack.files.nodes.at("/srv/shop/.env").status;
  const auto before = std::to_string(owner.uid) + ":" + std::to_string(owner.gid);
  owner.uid = 1234;
  CHECK(stack.said() == Sentences{"file .env is not as it was deployed: its owner is 1234:" +
                                  std::to_string(owner.gid) + " and was " + before});
}

TEST_CASE("a file that is missing, and one that is there although it was not", "[drift]") {
  Stack stack;
  REQUIRE(stack.files.remove(stack.src / ".env"));
  stack.files.put(stack.src / "notes.txt", "");
  CHECK(stack.said() ==
        Sentences{"file .env is missing", "file notes.txt is there, and the release does not have it"});
}

TEST_CASE("links are told where the record knows of them", "[drift]") {
  Stack stack;
  REQUIRE(stack.files.remove(stack.src / "compose.yml"));
  stack.files.put(stack.src / "other.yml", "services: {}\n");
  stack.files.put_link(stack.src / "compose.yml", "other.yml");
  CHECK(stack.said() == Sentences{"file compose.yml is not as it was deployed: it is a link to 'other.yml', "
                                  "which it was not"});
  stack.recorded.folders.clear();  // as of a Slipway that did not look
  CHECK(stack.said().empty());
}

TEST_CASE("a link that is none any more", "[drift]") {
  Stack stack;
  stack.recorded.files.front().leads_to = "other.yml";
  CHECK(stack.said() == Sentences{"file compose.yml is not as it was deployed: it was a link to 'other.yml' "
                                  "and is none now"});
}

TEST_CASE("what cannot be read is told, and the others are compared", "[drift]") {
  Stack stack;
  stack.files.put(stack.src / "secrets/token", "other", 0400);
  stack.files.fault = [](const std::string& operation, const Path& path) {
    return operation == "read" && path.filename() == ".env" ? EACCES : 0;
  };
  const auto said = stack.said();
  REQUIRE(said.size() == 2);
  CHECK(said[0].find("file .env cannot be compared: ") == 0);
  CHECK(said[1] == "file secrets/token is not as it was deployed: its content has changed");
}

TEST_CASE("folders are compared by mode and owner", "[drift]") {
  Stack stack;
  stack.files.nodes.at("/srv/shop/secrets").status.mode = 0777;
  stack.files.nodes.at("/srv/shop").status.mode = 0775;
  CHECK(stack.said() == Sentences{"folder /srv/shop is not as it was deployed: its mode is 0775 and was 0755",
                                  "folder secrets is not as it was deployed: its mode is 0777 and was 0755"});
}
