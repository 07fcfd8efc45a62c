#include "compose/other_uses.hpp"

namespace slipway {

namespace {
using Kind = ComposeNode::Kind;
}

void OtherUses::mark(const ComposeTree& tree, NodeId start, std::string user) {
  users_.push_back(std::move(user));
  std::vector<NodeId> waiting{start};
  while (!waiting.empty()) {
    const NodeId id = tree.resolved(waiting.back());
    waiting.pop_back();
    if (user_of_[id] != 0) continue;
    user_of_[id] = static_cast<std::uint32_t>(users_.size());
    for (const auto& entry : effective_entries(tree, id))
      if (!tree.is_reset(entry.value)) waiting.insert(waiting.end(), {entry.key, entry.value});
    if (tree[id].kind == Kind::sequence)
      for (const NodeId item : tree.children(tree[id])) waiting.push_back(item);
  }
}

void OtherUses::mark_keys(const ComposeTree& tree) {
  users_.emplace_back("a key");
  const auto a_key = static_cast<std::uint32_t>(users_.size());
  for (const ComposeNode& mapping : tree.nodes) {
    if (mapping.kind != Kind::mapping) continue;
    const auto children = tree.children(mapping);
    for (std::size_t i = 0; i < children.size(); i += 2)
      if (auto& user = user_of_[tree.resolved(children[i])]; user == 0) user = a_key;
  }
}

std::optional<std::string> OtherUses::user_of(NodeId id) const {
  if (user_of_[id] == 0) return std::nullopt;
  return users_[user_of_[id] - 1];
}

}  // namespace slipway
