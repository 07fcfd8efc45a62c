// parse_compose: from libyaml's events to the flat tree. The bounds are held while the file is read.
#include <algorithm>
#include <cstring>
#include <unordered_map>

#include "compose/tree.hpp"
#include "util/excerpt.hpp"
#include "yaml/reader.hpp"

namespace slipway {
namespace {

using Kind = ComposeNode::Kind;
using Style = ComposeNode::Style;

constexpr std::size_t deepest = 100;  // a compose file has ten levels, an `x-` block perhaps twenty
constexpr std::size_t most_values = 10'000'000;  // what a file of the largest size holds, and a second or two

tl::unexpected<Error> fail_on_line(std::size_t line, const std::string& why) {
  return fail("line " + std::to_string(line) + ": " + why);
}

std::string_view text_of(const unsigned char* text) {
  return text == nullptr ? std::string_view() : reinterpret_cast<const char*>(text);
}

Style style_of(yaml_scalar_style_t style) {
  if (style == YAML_PLAIN_SCALAR_STYLE) return Style::plain;
  return style == YAML_LITERAL_SCALAR_STYLE || style == YAML_FOLDED_SCALAR_STYLE ? Style::block
                                                                                 : Style::quoted;
}

// The YAML 1.2 core schema's words for nothing.
bool is_null(const ComposeNode& scalar) {
  constexpr std::string_view words[] = {"", "~", "null", "Null", "NULL"};
  return scalar.style == Style::plain && (scalar.tag.empty() || scalar.tag == "!") &&
         std::find(std::begin(words), std::end(words), scalar.value) != std::end(words);
}

class TreeBuilder {
 public:
  explicit TreeBuilder(YamlReader& reader) : reader_(reader) {}

  ComposeTree tree;

  Expected<void> take(const yaml_event_t& event) {
    switch (event.type) {
      case YAML_DOCUMENT_START_EVENT:
        tree.documents.push_back(static_cast<NodeId>(tree.nodes.size()));
        return {};
      case YAML_ALIAS_EVENT:
        return alias(event);
      case YAML_SCALAR_EVENT:
        return scalar(event);
      case YAML_SEQUENCE_START_EVENT:
        return open(event, Kind::sequence, event.data.sequence_start.tag, event.data.sequence_start.anchor);
      case YAML_MAPPING_START_EVENT:
        return open(event, Kind::mapping, event.data.mapping_start.tag, event.data.mapping_start.anchor);
      case YAML_SEQUENCE_END_EVENT:
      case YAML_MAPPING_END_EVENT:
        close();
        return {};
      default:
        return {};
    }
  }

 private:
  struct Open {
    NodeId id;
    std::string anchor;
    std::size_t values_before;   // the count when it was opened
    std::size_t pending_before;  // how many children wait that are not its own
    std::size_t height;          // levels below it, aliases counted with what they stand for
  };
  struct Anchored {
    NodeId id = 0;
    bool closed = false;
    std::size_t values = 0;
    std::size_t height = 0;
  };

  static std::size_t line_of(const yaml_event_t& event) { return event.start_mark.line + 1; }

  static tl::unexpected<Error> too_deep(const yaml_event_t& event) {
    return fail_on_line(line_of(event), "values are nested more than " + std::to_string(deepest) +
                                            " deep, which no compose file needs; Slipway does not read it");
  }

  Expected<void> count(std::size_t values, const yaml_event_t& event) {
    values_ += values;
    if (values_ <= most_values) return {};
    return fail_on_line(line_of(event), "here the file comes to more than " + std::to_string(most_values) +
                                            " values, aliases expanded; Slipway does not read it");
  }

  std::string_view kept(std::string_view text) const {
    if (text.empty()) return {};
    auto* const copy = static_cast<char*>(tree.texts->allocate(text.size(), 1));
    std::memcpy(copy, text.data(), text.size());
    return {copy, text.size()};
  }

  Expected<void> open(const yaml_event_t& event, Kind kind, const unsigned char* tag,
                      const unsigned char* anchor) {
    const auto id = static_cast<NodeId>(tree.nodes.size());
    ComposeNode node;
    node.kind = kind;
    node.line = static_cast<std::uint32_t>(line_of(event));
    node.offset = static_cast<std::uint32_t>(reader_.byte_of(event.start_mark));
    node.tag = kept(text_of(tag));
    tree.nodes.push_back(node);
    open_.push_back({id, std::string(text_of(anchor)), values_, pending_.size(), 0});
    if (anchor != nullptr) anchors_[open_.back().anchor] = {.id = id};
    if (open_.size() > deepest) return too_deep(event);
    return count(1, event);
  }

  Expected<void> scalar(const yaml_event_t& event) {
    const auto& found = event.data.scalar;
    TRY(open(event, Kind::scalar, found.tag, found.anchor));
    ComposeNode& node = tree.nodes.back();
    node.style = style_of(found.style);
    node.end = static_cast<std::uint32_t>(reader_.byte_of(event.end_mark));
    node.value = kept({reinterpret_cast<const char*>(found.value), found.length});
    if (is_null(node)) node.kind = Kind::null;
    close();
    return {};
  }

  Expected<void> alias(const yaml_event_t& event) {
    const std::string name(text_of(event.data.alias.anchor));
    const auto target = anchors_.find(name);
    if (target == anchors_.end())
      return fail_on_line(line_of(event), "the alias '*" + excerpt(name) + "' has no anchor '&" +
                                              excerpt(name) +
                                              "' before it; write the anchor, or correct the name");
    if (!target->second.closed)
      return fail_on_line(line_of(event), "an alias stands inside the very value that it repeats");
    TRY(open(event, Kind::alias, nullptr, nullptr));
    tree.nodes.back().target = target->second.id;
    TRY(count(target->second.values, event));
    open_.back().height = target->second.height;
    close();
    if (open_.size() + target->second.height > deepest) return too_deep(event);
    return {};
  }

  // What it holds has gathered behind what its parents wait for, and comes to stand together in the tree.
  void close() {
    const Open closed = std::move(open_.back());
    open_.pop_back();
    ComposeNode& node = tree.nodes[closed.id];
    const auto own = pending_.begin() + static_cast<std::ptrdiff_t>(closed.pending_before);
    node.children = static_cast<std::uint32_t>(tree.children_of_all.size());
    node.child_count = static_cast<std::uint32_t>(pending_.end() - own);
    tree.children_of_all.insert(tree.children_of_all.end(), own, pending_.end());
    pending_.erase(own, pending_.end());
    if (!open_.empty()) {
      open_.back().height = std::max(open_.back().height, closed.height + 1);
      pending_.push_back(closed.id);
    }
    // A value inside may have taken the name over.
    if (const auto anchor = anchors_.find(closed.anchor);
        anchor != anchors_.end() && anchor->second.id == closed.id)
      anchor->second = {closed.id, true, values_ - closed.values_before, closed.height};
  }

  YamlReader& reader_;
  std::vector<Open> open_;
  std::vector<NodeId> pending_;  // children of what is open
  std::unordered_map<std::string, Anchored> anchors_;
  std::size_t values_ = 0;
};

}  // namespace

Expected<ComposeTree> parse_compose(std::string_view text) {
  if (text.size() > largest_compose_file)
    return fail("it is larger than " + std::to_string(largest_compose_file >> 20U) +
                " MiB, which no compose file is; name the right file");
  YamlReader reader(text);
  TreeBuilder builder(reader);
  for (bool more = true; more;) {
    YamlEvent next;
    TRY(reader.next(next));
    TRY(builder.take(next.event));
    more = next.event.type != YAML_STREAM_END_EVENT;
  }
  TRY(refuse_repeated_keys(builder.tree));
  return std::move(builder.tree);
}

}  // namespace slipway
