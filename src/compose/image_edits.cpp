#include "compose/image_edits.hpp"

#include <algorithm>

#include "compose/scalar.hpp"

namespace slipway {
namespace {

std::string spliced(std::string_view text, const ComposeTree& tree, const std::vector<ImageEdit>& edits) {
  std::string result;
  result.reserve(text.size() + edits.size() * 64);
  std::size_t copied = 0;
  for (const auto& [node, image] : edits) {
    const TextSpan span = scalar_content(text, tree[node]);
    result.append(text.substr(copied, span.begin - copied)).append(image);
    copied = span.end;
  }
  return result.append(text.substr(copied));
}

bool same_but_for(const std::vector<ImageEdit>& edits, const ComposeTree& tree, const ComposeTree& again) {
  auto next = edits.begin();
  for (NodeId id = 0; id < tree.nodes.size(); ++id) {
    const std::string_view before = tree[id].value;
    if (next == edits.end() || next->node != id) {
      if (again[id].value != before) return false;
      continue;
    }
    // A block scalar keeps the line breaks that end it.
    const auto breaks = before.substr(before.find_last_not_of("\r\n") + 1);
    if (again[id].value != next->image + std::string(breaks)) return false;
    ++next;
  }
  return next == edits.end();
}

}  // namespace

std::size_t line_of_content(std::string_view text, const ComposeNode& scalar) {
  const auto before = text.substr(scalar.offset, scalar_content(text, scalar).begin - scalar.offset);
  return scalar.line + static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
}

Expected<std::string> with_edits(std::string_view text, const ComposeTree& tree,
                                 const std::vector<ImageEdit>& edits) {
  std::string result = spliced(text, tree, edits);
  const auto again = parse_compose(result);
  if (!again || !same_shape(tree, *again) || !same_but_for(edits, tree, *again))
    return fail(
        "the rewritten text would not read back as the same file with the new image; nothing was "
        "written, please report this file");
  return result;
}

}  // namespace slipway
