#include <algorithm>
#include <boost/regex.hpp>

#include "stack_run/stack_run.hpp"
#include "util/excerpt.hpp"
#include "util/mask.hpp"
#include "util/utf8.hpp"

namespace slipway::stack_run {
namespace {

constexpr std::size_t most_lines = 20;
constexpr std::size_t longest_line = 2000;  // bytes

bool is_progress_of_compose(const std::string& line) {
  static const boost::regex progress(R"( *(Network|Volume|Container) \S+ +(Creating|Created) *)");
  return boost::regex_match(line, progress);
}

bool is_blank(const std::string& line) {
  return line.find_first_not_of(" \t\r") == std::string::npos;
}

/// Without its beginning, which may be the rest of a hidden text that was cut in two; up to a whole line.
std::string from_a_whole_line(const OutputTail& output, const std::vector<std::string>& hidden) {
  if (!output.cut) return output.text;
  std::size_t longest = 0;
  for (const auto& text : hidden) longest = std::max(longest, text.size());
  const auto end = output.text.find('\n', std::min(longest, output.text.size()));
  if (end == std::string::npos || end + 1 == output.text.size())
    return "(a line of more than " + std::to_string(output.text.size() >> 10U) + " KiB, not shown)";
  return output.text.substr(end + 1);
}

/// Cut off inside no character.
std::string shortened(std::string line) {
  if (line.size() <= longest_line) return line;
  std::size_t end = longest_line;
  while (end > 0 && continues_character(line[end])) --end;
  return line.substr(0, end) + "…";
}

}  // namespace

std::vector<std::string> last_lines(const OutputTail& output, const std::vector<std::string>& hidden) {
  auto lines = lines_of(masked(from_a_whole_line(output, hidden), hidden));
  std::erase_if(lines, [](const auto& line) { return is_blank(line) || is_progress_of_compose(line); });
  if (lines.size() > most_lines) lines.erase(lines.begin(), lines.end() - most_lines);
  for (auto& line : lines) line = shortened(std::move(line));
  return lines;
}

}  // namespace slipway::stack_run
