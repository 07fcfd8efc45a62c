// The room on the disk where the engine keeps its data.
#include <charconv>
#include <sstream>

#include "stack_check/situation.hpp"
#include "util/excerpt.hpp"

namespace slipway::stack_check {
namespace {

/// The fourth word of the last line (POSIX, df -P), in KiB.
std::optional<long> free_kib(const std::string& output) {
  const auto lines = lines_of(output);
  if (lines.empty()) return std::nullopt;
  std::istringstream words(lines.back());
  std::string word;
  for (int i = 0; i < 4; ++i) words >> word;
  long number = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
  if (word.empty() || error != std::errc() || end != word.data() + word.size()) return std::nullopt;
  return number;
}

Expected<long> free_mb_at(const std::string& folder, const Situation& situation) {
  Command command;
  command.argv = {"df", "-Pk", folder};
  command.environment = situation.environment;
  TRY_ASSIGN(const auto outcome, situation.system.processes.run(command));
  if (outcome.exit_code != 0) return fail("df says " + excerpt(outcome.errors));
  const auto kib = free_kib(outcome.output);
  if (!kib) return fail("df says '" + excerpt(outcome.output) + "'");
  return *kib / 1024;
}

}  // namespace

void check_disk(Situation& situation, Findings& findings) {
  if (!situation.facts || situation.facts->root.empty()) return;
  const std::string& root = situation.facts->root;
  const auto free = free_mb_at(root, situation);
  if (!free) {
    findings.warnings.push_back("the room where the engine keeps its data, '" + root +
                                "', cannot be seen from here: " + free.error().message);
    return;
  }
  situation.free_mb = *free;
  const long wanted = situation.args.min_free_mb;
  if (*free >= wanted) return;
  findings.add(
      "only " + std::to_string(*free) + " MB are free under " + root + ", and " + std::to_string(wanted) +
          " are wanted",
      "make room, for instance with docker image prune, or lower " + situation.words.name("min_free_mb"));
}

}  // namespace slipway::stack_check
