// Any text as the template of an env file. Input: a value, a NUL, the template. What is rendered has the
// value, and every line without a supplied key as it was.
#include <algorithm>

#include "dotenv/dotenv.hpp"
#include "dotenv/existing.hpp"
#include "dotenv/mask.hpp"
#include "dotenv/template.hpp"
#include "fuzz/property.hpp"

namespace {

using namespace slipway;
using fuzz::must_hold;

constexpr std::string_view supplied_keys = "A B";  // both of one letter

bool is_supplied(const DotenvEntry& entry) {
  return entry.key.size() == 1 && supplied_keys.find(entry.key) != std::string_view::npos;
}

/// The lines on which no part of a supplied statement stands, as one text.
std::string other_lines(std::string_view text) {
  const auto entries = parse_dotenv(text);
  must_hold(entries.has_value(), "what is rendered can be read");
  std::string lines;
  std::size_t begin = 0;
  for (const auto& entry : *entries) {
    if (!is_supplied(entry)) continue;
    const std::size_t line = text.substr(0, entry.key_begin).rfind('\n') + 1;  // npos + 1: the first line
    if (line > begin) lines += text.substr(begin, line - begin);
    begin = std::min(text.find('\n', entry.value_end), text.size() - 1) + 1;
  }
  return lines += text.substr(begin);
}

void check_values(std::string_view rendered, std::string_view value, bool all) {
  std::size_t found = 0;
  const auto entries = parse_dotenv(rendered);
  for (const auto& entry : *entries) {
    if (!is_supplied(entry)) continue;
    ++found;
    must_hold(dotenv_value(rendered, entry) == (entry.key == "A" ? value : "plain"), "the value reads back");
  }
  must_hold(!all || found == 2, "every supplied key is there once");
}

void check_render(std::string_view text, const std::string& value, Undeclared undeclared) {
  const auto rendered = render_dotenv(text, {{"A", value}, {"B", "plain"}}, undeclared);
  if (!rendered) return;
  check_values(*rendered, value, undeclared != Undeclared::ignore);
  const std::string before = other_lines(text);
  const std::string after = other_lines(*rendered);
  // A last line without a line break gets one before a key is appended.
  must_hold(after == before ||
                (undeclared == Undeclared::append && (after == before + "\n" || after == before + "\r\n")),
            "lines without a supplied key stay byte for byte");
  const auto again = render_dotenv(*rendered, {{"A", value}, {"B", "plain"}}, undeclared);
  must_hold(again && *again == *rendered, "a second render changes nothing");
}

/// The text as the file that stands there, whose lines stay behind those of a template with a comment of it.
void check_keep(std::string_view text) {
  const auto stays = [](const DotenvEntry& entry) { return !is_supplied(entry); };
  const std::string own = "# head" + std::string(text.substr(0, text.find('\n'))) + "\nA=1\n# end";
  const auto kept = with_lines_of(text, own, stays);
  if (!parse_dotenv(text) || !parse_dotenv(own)) return;
  if (!kept) return;
  must_hold(kept->starts_with(own), "the template's lines stay");
  const auto again = with_lines_of(
      *kept, own, [&](const DotenvEntry& entry) { return stays(entry) && entry.key_begin >= own.size(); });
  must_hold(again && *again == *kept, "the same lines stay a second time");
}

void check_mask(std::string_view text) {
  const DotenvMask mask{[](const DotenvEntry&) { return std::string(masked_value); },
                        [](std::string_view) { return false; }, [](const DotenvEntry&) { return false; }};
  const auto masked = masked_dotenv(text, mask);
  must_hold(masked.has_value() == parse_dotenv(text).has_value(), "what can be read can be masked");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto text = fuzz::text_of(data, size);
  const std::string value(fuzz::take_until(text, '\0'));
  for (const auto undeclared : {Undeclared::fail, Undeclared::append, Undeclared::ignore})
    check_render(text, value, undeclared);
  check_mask(text);
  check_keep(text);
  return 0;
}
