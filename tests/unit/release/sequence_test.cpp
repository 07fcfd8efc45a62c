#include "release/sequence.hpp"

#include <catch2/catch_test_macros.hpp>

#include "unit/support/memory_files.hpp"

namespace slipway {
namespace {

using test::MemoryFiles;

const Path backups = "/srv/backups";

TEST_CASE("the greatest number that was given out is kept, and never lowered", "[release_sequence]") {
  MemoryFiles files;
  files.put_folder(backups);
  CHECK(highest_given(files, backups) == 0);
  keep_sequence(files, backups, 7);
  CHECK(highest_given(files, backups) == 7);
  CHECK(files.mode(backups / ".sequence") == 0600);
  files.changes.clear();
  keep_sequence(files, backups, 7);
  keep_sequence(files, backups, 3);
  CHECK(files.changes.empty());
  CHECK(highest_given(files, backups) == 7);
}

TEST_CASE("a number that cannot be written down stops nobody", "[release_sequence]") {
  MemoryFiles files;
  files.put_folder(backups);
  files.fault = [](const std::string& operation, const Path&) { return operation == "create" ? ENOSPC : 0; };
  keep_sequence(files, backups, 7);
  files.fault = {};
  CHECK(highest_given(files, backups) == 0);
}

TEST_CASE("a link in place of the file of numbers is not followed", "[release_sequence]") {
  MemoryFiles files;
  files.put_folder(backups);
  files.put("/etc/passwd", "0\n");
  files.put_link(backups / ".sequence", "/etc/passwd");
  keep_sequence(files, backups, 7);
  CHECK(files.content("/etc/passwd") == "0\n");
  CHECK(highest_given(files, backups) == 0);
}

}  // namespace
}  // namespace slipway
