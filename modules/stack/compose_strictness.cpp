#include "stack/compose_strictness.hpp"

#include <algorithm>
#include <boost/locale/utf.hpp>
#include <unordered_map>

#include "stack/compose_scalar.hpp"

namespace slipway {
namespace {

using Kind = ComposeNode::Kind;

tl::unexpected<Error> fail_on_line(std::size_t line, const std::string& why) {
  return fail("line " + std::to_string(line) + ": " + why);
}

bool is_control(char c) {
  return (c >= 0 && c < ' ' && c != '\t' && c != '\n' && c != '\r') || c == '\x7F';
}

bool is_utf8(std::string_view text) {
  namespace utf = boost::locale::utf;
  for (auto at = text.begin(); at != text.end();)
    if (!utf::is_valid_codepoint(utf::utf_traits<char>::decode(at, text.end()))) return false;
  return true;
}

}  // namespace

Expected<void> refuse_foreign_bytes(std::string_view text) {
  if (!is_utf8(text)) return fail("it is not UTF-8 text; save it as UTF-8");
  const auto control = std::find_if(text.begin(), text.end(), is_control);
  if (control == text.end()) return {};
  const auto line = std::count(text.begin(), control, '\n') + 1;
  return fail_on_line(static_cast<std::size_t>(line),
                      "it holds a control character, which YAML does not allow; remove it");
}

Expected<void> refuse_repeated_keys(const ComposeTree& tree) {
  for (const ComposeNode& mapping : tree.nodes) {
    if (mapping.kind != Kind::mapping) continue;
    std::unordered_map<std::string_view, std::size_t> lines;
    for (std::size_t i = 0; i < mapping.children.size(); i += 2) {
      const ComposeNode& key = tree[mapping.children[i]];
      if (key.kind != Kind::scalar) continue;
      const auto [first, is_new] = lines.emplace(key.value, key.line);
      if (!is_new)
        return fail_on_line(key.line, "the key '" + key.value + "' is there already, on line " +
                                          std::to_string(first->second) +
                                          "; Compose refuses that, remove one");
    }
  }
  return {};
}

Expected<void> refuse_cut_off(std::string_view text, const ComposeTree& tree) {
  const auto last = std::find_if(tree.nodes.rbegin(), tree.nodes.rend(),
                                 [](const ComposeNode& node) { return node.kind == Kind::scalar; });
  if (last == tree.nodes.rend()) return {};
  // A quote that is never closed takes in all that follows, so only the last scalar can be one.
  const bool is_quoted = last->tag != "?";
  const auto content = scalar_content(text, last->offset, last->value);
  if (!content && is_quoted && !last->value.empty())
    return fail_on_line(last->line, "a quote is opened here and never closed; the file seems to be cut off");
  // Likewise only the last key can lack its colon: elsewhere yaml-cpp sees it.
  const auto line_start = text.rfind('\n', last->offset) + 1;
  const auto around = content ? std::string(text.substr(line_start, last->offset - line_start)) +
                                    std::string(text.substr(content->end))
                              : ":";
  if (last != tree.nodes.rbegin() && tree.nodes.back().kind == Kind::null &&
      around.find_first_of(":?") == std::string::npos)
    return fail_on_line(last->line, "'" + last->value + "' has no colon; the file seems to be cut off");
  return {};
}

}  // namespace slipway
