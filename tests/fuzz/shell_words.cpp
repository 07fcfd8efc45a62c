// Any text as a command line, and any words as one that is written so that it is cut into them again.
#include "util/shell_words.hpp"

#include "fuzz/property.hpp"

namespace {

using namespace slipway;
using fuzz::must_hold;

std::string quoted(const std::string& word, char how) {
  std::string written;
  if (how == '\'') {
    for (const char letter : word) written += letter == '\'' ? "'\\''" : std::string(1, letter);
    return "'" + written + "'";
  }
  for (const char letter : word)
    written += (letter == '"' || letter == '\\' || letter == '$' || letter == '`' ? "\\" : "") +
               std::string(1, letter);
  return "\"" + written + "\"";
}

std::string line_of(const std::vector<std::string>& words, char how) {
  std::string line;
  for (const auto& word : words) line += " \t\n" + quoted(word, how);
  return line;
}

std::vector<std::string> words_in(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) words.emplace_back(fuzz::take_until(text, '\0'));
  return words;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  if (const auto words = shell_words(text)) {
    std::size_t bytes = 0;
    for (const auto& word : *words) bytes += word.size();
    must_hold(bytes <= text.size(), "nothing is expanded");
    must_hold(shell_words(line_of(*words, '\'')) == *words, "words read back from single quotes");
  }
  const auto words = words_in(text);
  must_hold(shell_words(line_of(words, '\'')) == words, "any words can be written in single quotes");
  must_hold(shell_words(line_of(words, '"')) == words, "any words can be written in double quotes");
  return 0;
}
