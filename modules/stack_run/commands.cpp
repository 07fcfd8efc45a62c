#include "stack_run/stack_run.hpp"
#include "util/shell_words.hpp"

namespace slipway::stack_run {
namespace {

using ansible::Json;

/// A list that came to nothing may come as its text.
bool is_empty_text(const std::string& text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  return first == std::string::npos ||
         text.substr(first, text.find_last_not_of(" \t\r\n") + 1 - first) == "[]";
}

Expected<std::string> word_from(const Json& given) {
  if (given.is_string()) {
    auto word = given.get<std::string>();
    if (word.find('\0') != std::string::npos)
      return fail("has a NUL byte in it, which no program can be given");
    return word;
  }
  if (given.is_number()) return given.dump();
  return fail("is neither a text nor a number; put it in quotes");
}

Expected<Words> words_from(const Json& given) {
  Words words;
  if (given.is_string()) {
    const auto& text = given.get_ref<const std::string&>();
    if (is_empty_text(text)) return words;
    TRY_ASSIGN(words, shell_words(text));
  } else if (given.is_array()) {
    for (const auto& item : given) {
      auto word = word_from(item);
      if (!word) return fail("word " + std::to_string(words.size() + 1) + " " + word.error().message);
      words.push_back(std::move(*word));
    }
  } else if (!given.is_null()) {
    return fail("it is neither a text nor a list of words");
  }
  if (!words.empty() && words.front().empty()) return fail("its first word is empty; name the program there");
  return words;
}

}  // namespace

Expected<std::vector<Words>> commands_from(const Json& given) {
  if (!given.is_string() && !given.is_array())
    return fail("commands: give a list of commands, each a text or a list of words");
  const Json list = given.is_array() ? given : Json::array({given});
  std::vector<Words> commands;
  std::size_t number = 0;
  for (const auto& item : list) {
    ++number;
    auto words = words_from(item);
    if (!words) return fail_while("commands: number " + std::to_string(number), words.error());
    if (!words->empty()) commands.push_back(std::move(*words));
  }
  return commands;
}

}  // namespace slipway::stack_run
