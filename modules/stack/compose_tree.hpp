// A compose file as a flat list of values, in the order in which they stand in the file. Aliases stay
// aliases: nothing is expanded, so that a value knows where it is written. YAML itself is yaml-cpp's
// business.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "system/error.hpp"

namespace slipway {

using NodeId = std::size_t;  // an index into ComposeTree::nodes

struct ComposeNode {
  enum class Kind { null, scalar, sequence, mapping, alias };

  Kind kind = Kind::null;
  std::size_t offset = 0;  // in bytes from the start of the file: where it begins, with its tag and anchor
  std::size_t line = 0;    // of that byte, from 1
  std::string tag;         // "?" for a plain value without tag, "!" for a quoted one
  std::size_t anchor = 0;  // 0: none
  std::string value;       // of a scalar, as YAML reads it
  NodeId target = 0;       // of an alias: what it stands for, never an alias itself
  std::vector<NodeId> children;  // of a sequence its items; of a mapping key, value, key, value, …
};

struct ComposeTree {
  std::vector<ComposeNode> nodes;
  std::vector<NodeId> documents;  // the roots

  const ComposeNode& operator[](NodeId id) const { return nodes[id]; }

  /// The value itself, or what it stands for when it is an alias.
  NodeId resolved(NodeId id) const {
    return nodes[id].kind == ComposeNode::Kind::alias ? nodes[id].target : id;
  }

  /// Whether Compose takes the value out of what earlier documents and files say, and sets nothing itself.
  bool is_reset(NodeId id) const { return nodes[resolved(id)].tag == "!reset"; }
};

struct ComposeEntry {
  NodeId key;
  NodeId value;
};

/// The entries that a mapping has once its merge keys (`<<`) are resolved as Compose does: its own come
/// before merged ones, and of several merged mappings the first wins. A `!reset` entry hides no merged one
/// and comes in addition. Other kinds of value have none.
std::vector<ComposeEntry> effective_entries(const ComposeTree& tree, NodeId mapping);

/// Reads the text of a compose file. Fails, with the line, on what is no UTF-8 or no YAML, on a key that is
/// there twice (Compose refuses that), on nesting deeper than 100, and on more than a million values, aliases
/// counted with all that they stand for.
Expected<ComposeTree> parse_compose(std::string_view text);

/// Whether two trees are the same but for what their scalars say and where they stand.
bool same_shape(const ComposeTree& one, const ComposeTree& other);

}  // namespace slipway
