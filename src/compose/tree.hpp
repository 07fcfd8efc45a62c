// A compose file as a flat list of values, in the order in which they stand in the file. Aliases stay
// aliases: nothing is expanded, so that a value knows where it is written. Small on purpose: a file of 10 MB
// has most of a million values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <memory_resource>
#include <span>
#include <string_view>
#include <vector>

#include "util/error.hpp"

namespace slipway {

using NodeId = std::uint32_t;  // an index into ComposeTree::nodes

struct ComposeNode {
  enum class Kind : std::uint8_t { null, scalar, sequence, mapping, alias };
  enum class Style : std::uint8_t { plain, quoted, block };

  Kind kind = Kind::null;
  Style style = Style::plain;  // of a scalar
  std::uint32_t line = 0;      // of its first byte, from 1
  std::uint32_t offset = 0;  // in bytes from the start of the file: where it begins, with its tag and anchor
  std::uint32_t end = 0;     // of a scalar: the byte after its last
  NodeId target = 0;         // of an alias: what it stands for, never an alias itself
  std::uint32_t children = 0;  // where its children begin in ComposeTree::children_of_all
  std::uint32_t child_count = 0;
  std::string_view tag;    // as it resolves ("tag:yaml.org,2002:str", "!reset"); empty: none
  std::string_view value;  // of a scalar, as YAML reads it
};

struct ComposeTree {
  std::deque<ComposeNode> nodes;  // no vector: growing must not move a million of them
  std::vector<NodeId> children_of_all;
  std::vector<NodeId> documents;  // the roots
  std::unique_ptr<std::pmr::monotonic_buffer_resource> texts =
      std::make_unique<std::pmr::monotonic_buffer_resource>();  // what tags and values are kept in

  const ComposeNode& operator[](NodeId id) const { return nodes[id]; }

  /// Of a sequence its items; of a mapping key, value, key, value, …; of others nothing.
  std::span<const NodeId> children(const ComposeNode& node) const {
    return std::span(children_of_all).subspan(node.children, node.child_count);
  }

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

/// Bytes; the largest file that is read. Far above what people write, far below what the offsets can count.
constexpr std::size_t largest_compose_file = std::size_t{64} << 20U;

/// Reads the text of a compose file. Fails, with the line, on what is no UTF-8 or no YAML, on a key that is
/// there twice (Compose refuses that), on nesting deeper than 100, and on more than ten million values,
/// aliases counted with all that they stand for; and on a text that is larger than largest_compose_file.
Expected<ComposeTree> parse_compose(std::string_view text);

/// Fails, with the line, on a key that a mapping has twice.
Expected<void> refuse_repeated_keys(const ComposeTree& tree);

/// Whether two trees are the same but for what their scalars say and where they stand.
bool same_shape(const ComposeTree& one, const ComposeTree& other);

}  // namespace slipway
