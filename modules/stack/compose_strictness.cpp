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

// Elsewhere than at the end of the file yaml-cpp sees that the colon is not there.
bool ends_in_key_without_colon(std::string_view text, const ComposeTree& tree) {
  constexpr std::string_view spaces = " \t\r\n";
  if (tree.nodes.size() < 3) return false;
  const NodeId value = tree.nodes.size() - 1;
  const NodeId key = value - 1;
  const bool is_entry = std::any_of(tree.nodes.begin(), tree.nodes.end(), [&](const ComposeNode& node) {
    const auto& children = node.children;
    return node.kind == Kind::mapping && children.size() > 1 && children.back() == value &&
           children[children.size() - 2] == key;
  });
  const auto content = scalar_content(text, tree[key].offset, tree[key].value);
  if (!is_entry || tree[value].kind != Kind::null || !content) return false;
  const auto before = text.find_last_not_of(spaces, tree[key].offset - 1);
  const bool is_explicit = tree[key].offset > 0 && before != std::string_view::npos && text[before] == '?';
  return !is_explicit && text.find_first_not_of(spaces, content->end) == std::string_view::npos;
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
  if (is_unclosed_quote(text, last->offset))
    return fail_on_line(last->line, "a quote is opened here and never closed; the file seems to be cut off");
  if (ends_in_key_without_colon(text, tree))
    return fail_on_line(last->line, "'" + last->value + "' has no colon; the file seems to be cut off");
  return {};
}

}  // namespace slipway
