#include "stack/compose_tree.hpp"

#include <unordered_set>

namespace slipway {
namespace {

using Kind = ComposeNode::Kind;

// A quoted "<<" is a key like any other.
bool is_merge_key(const ComposeNode& key) {
  return key.kind == Kind::scalar && key.value == "<<" &&
         (key.tag == "?" || key.tag == "tag:yaml.org,2002:merge");
}

class EntryCollector {
 public:
  explicit EntryCollector(const ComposeTree& tree) : tree_(tree) {}

  void take(NodeId id) {
    const ComposeNode& mapping = tree_[tree_.resolved(id)];
    if (mapping.kind != Kind::mapping) return;
    for (std::size_t i = 0; i < mapping.children.size(); i += 2)
      if (!is_merge_key(tree_[mapping.children[i]])) add({mapping.children[i], mapping.children[i + 1]});
    for (std::size_t i = 0; i < mapping.children.size(); i += 2)
      if (is_merge_key(tree_[mapping.children[i]])) merge(mapping.children[i + 1]);
  }

  std::vector<ComposeEntry> entries;

 private:
  void add(ComposeEntry entry) {
    const ComposeNode& key = tree_[tree_.resolved(entry.key)];
    if (tree_.is_reset(entry.value)) return entries.push_back(entry);
    if (key.kind != Kind::scalar || seen_.insert(key.value).second) entries.push_back(entry);
  }

  void merge(NodeId value) {
    const ComposeNode& merged = tree_[tree_.resolved(value)];
    if (merged.kind == Kind::mapping) take(value);
    if (merged.kind == Kind::sequence)
      for (const NodeId item : merged.children) take(item);
  }

  const ComposeTree& tree_;
  std::unordered_set<std::string_view> seen_;
};

}  // namespace

std::vector<ComposeEntry> effective_entries(const ComposeTree& tree, NodeId mapping) {
  EntryCollector collector(tree);
  collector.take(mapping);
  return std::move(collector.entries);
}

bool same_shape(const ComposeTree& one, const ComposeTree& other) {
  if (one.nodes.size() != other.nodes.size() || one.documents != other.documents) return false;
  for (NodeId id = 0; id < one.nodes.size(); ++id) {
    const ComposeNode& left = one[id];
    const ComposeNode& right = other[id];
    if (left.kind != right.kind || left.tag != right.tag || left.anchor != right.anchor ||
        left.target != right.target || left.children != right.children)
      return false;
  }
  return true;
}

}  // namespace slipway
