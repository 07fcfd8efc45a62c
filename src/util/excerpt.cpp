#include "util/excerpt.hpp"

#include <algorithm>

#include "util/foreign.hpp"
#include "util/utf8.hpp"

namespace slipway {
namespace {

constexpr std::size_t longest_line = 300;
constexpr std::size_t most_names = 10;

}  // namespace

std::string one_line(std::string_view text) {
  std::string line;
  for (const char character : text) {
    const auto byte = static_cast<unsigned char>(character);
    const bool space = byte <= 0x20 || byte == 0x7F;
    if (!space)
      line += character;
    else if (!line.empty() && line.back() != ' ')
      line += ' ';
  }
  if (!line.empty() && line.back() == ' ') line.pop_back();
  if (line.size() <= longest_line) return line;
  std::size_t end = longest_line;
  while (end > 0 && continues_character(line[end])) --end;
  return line.substr(0, end).append(excerpt_cut_mark);
}

std::string excerpt(std::string_view text) {
  return foreign(one_line(text));
}

std::string some_of(const std::vector<std::string>& names) {
  std::string list;
  for (std::size_t i = 0; i < std::min(names.size(), most_names); ++i)
    list += (i == 0 ? "" : ", ") + one_line(names[i]);
  if (names.size() > most_names) list += " and " + std::to_string(names.size() - most_names) + " more";
  return list;
}

std::string services_named(const std::vector<std::string>& names) {
  return (names.size() == 1 ? "service " : "services ") + some_of(names);
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t start = 0; start < text.size();) {
    const auto end = std::min(text.find('\n', start), text.size());
    std::string line = text.substr(start, end - start);
    if (!line.empty() && line.back() == '\r') line.pop_back();
    lines.push_back(std::move(line));
    start = end + 1;
  }
  return lines;
}

}  // namespace slipway
