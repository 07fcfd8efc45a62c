#include "compose/tree.hpp"

#include <algorithm>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "util/excerpt.hpp"

namespace slipway {
namespace {

using Kind = ComposeNode::Kind;

// A quoted "<<" is a key like any other (go-yaml, isMerge).
bool is_merge_key(const ComposeNode& key) {
  if (key.kind != Kind::scalar || key.value != "<<") return false;
  const bool untagged = key.tag.empty() || key.tag == "!";
  return key.tag == "tag:yaml.org,2002:merge" || (untagged && key.style == ComposeNode::Style::plain);
}

class EntryCollector {
 public:
  explicit EntryCollector(const ComposeTree& tree) : tree_(tree) {}

  // Calls itself no deeper than values may be nested, aliases counted with what they stand for.
  void take(NodeId id) {
    const ComposeNode& mapping = tree_[tree_.resolved(id)];
    if (mapping.kind != Kind::mapping) return;
    const auto children = tree_.children(mapping);
    for (std::size_t i = 0; i < children.size(); i += 2)
      if (!is_merge_key(tree_[children[i]])) add({children[i], children[i + 1]});
    for (std::size_t i = 0; i < children.size(); i += 2)
      if (is_merge_key(tree_[children[i]])) merge(children[i + 1]);
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
      for (const NodeId item : tree_.children(merged)) take(item);
  }

  const ComposeTree& tree_;
  std::unordered_set<std::string_view> seen_;
};

bool same_kind(const ComposeNode& one, const ComposeNode& other) {
  return one.kind == other.kind && one.style == other.style && one.tag == other.tag &&
         one.target == other.target && one.children == other.children && one.child_count == other.child_count;
}

}  // namespace

std::vector<ComposeEntry> effective_entries(const ComposeTree& tree, NodeId mapping) {
  EntryCollector collector(tree);
  collector.take(mapping);
  return std::move(collector.entries);
}

Expected<void> refuse_repeated_keys(const ComposeTree& tree) {
  for (const ComposeNode& mapping : tree.nodes) {
    if (mapping.kind != Kind::mapping) continue;
    std::unordered_map<std::string_view, std::size_t> lines;
    const auto children = tree.children(mapping);
    for (std::size_t i = 0; i < children.size(); i += 2) {
      const ComposeNode& key = tree[tree.resolved(children[i])];
      if (key.kind != Kind::scalar) continue;
      const std::size_t line = tree[children[i]].line;
      const auto [first, is_new] = lines.emplace(key.value, line);
      if (!is_new)
        return fail("line " + std::to_string(line) + ": the key '" + excerpt(key.value) +
                    "' is there already, on line " + std::to_string(first->second) + "; remove one");
    }
  }
  return {};
}

bool same_shape(const ComposeTree& one, const ComposeTree& other) {
  return one.documents == other.documents && one.children_of_all == other.children_of_all &&
         std::equal(one.nodes.begin(), one.nodes.end(), other.nodes.begin(), other.nodes.end(), same_kind);
}

}  // namespace slipway
