#include "compose/images.hpp"

#include <map>
#include <unordered_map>
#include <unordered_set>

namespace slipway {
namespace {

using Kind = ComposeNode::Kind;

bool is_extension(std::string_view key) {
  return key.substr(0, 2) == "x-";
}

bool is_text(const ComposeNode& node) {
  // Compose keeps a tag that it does not know, such as !override; of YAML's own only !!str leaves a text.
  const bool yaml_type = node.tag.rfind("tag:yaml.org,2002:", 0) == 0 && node.tag != "tag:yaml.org,2002:str";
  return node.kind == Kind::scalar && !yaml_type;
}

/// The line breaks that end a block scalar belong to its form; in quotes they are meant.
std::string image_in(const ComposeNode& scalar) {
  if (scalar.style != ComposeNode::Style::block) return std::string(scalar.value);
  return std::string(scalar.value.substr(0, scalar.value.find_last_not_of("\r\n") + 1));
}

class ImageCollector {
 public:
  explicit ImageCollector(const ComposeTree& tree) : tree_(tree), other_user_of_(tree.nodes.size()) {}

  Expected<void> document(NodeId root) {
    const ComposeNode& top = node(root);
    if (top.kind == Kind::null)
      return fail("it is empty; a compose file has a mapping with `services:` in it");
    if (top.kind != Kind::mapping)
      return fail(at_line(top) + "its top level is no mapping; a compose file has `services:` there");
    const auto entries = entries_after(root, [this](std::string_view key) {
      if (key == "services") image_of_.clear();
    });
    for (const auto& [key, value] : entries) {
      const std::string section(node(key).value);
      if (section == "services") TRY(services(value));
      if (section != "services" && !is_extension(section)) other_use(value, section);
    }
    return {};
  }

  ComposeImages result() {
    mark_keys();
    ComposeImages images;
    std::map<NodeId, ImageScalar> by_node;
    for (const auto& name : order_) {
      images.services.push_back(name);
      const auto found = image_of_.find(name);
      if (found == image_of_.end()) continue;
      ImageScalar& scalar = by_node[found->second];
      scalar.services.push_back(name);
    }
    for (auto& [id, scalar] : by_node) {
      scalar.node = id;
      scalar.image = image_in(tree_[id]);
      if (const auto user = other_user_of_[id]; user != 0) scalar.also_used_by = other_users_[user - 1];
      images.scalars.push_back(std::move(scalar));
    }
    return images;
  }

 private:
  const ComposeNode& node(NodeId id) const { return tree_[tree_.resolved(id)]; }

  static std::string at_line(const ComposeNode& node) { return "line " + std::to_string(node.line) + ": "; }

  // A mapping's entries, after `on_reset` was called with the key of each that is reset.
  template <class OnReset>
  std::vector<ComposeEntry> entries_after(NodeId mapping, OnReset on_reset) const {
    std::vector<ComposeEntry> kept;
    for (const auto& entry : effective_entries(tree_, mapping))
      if (tree_.is_reset(entry.value))
        on_reset(node(entry.key).value);
      else
        kept.push_back(entry);
    return kept;
  }

  Expected<void> services(NodeId id) {
    const ComposeNode& all = node(id);
    if (all.kind != Kind::mapping)
      return fail(at_line(all) + "`services` is no mapping; write each service as a key below it");
    if (all.tag == "!override") image_of_.clear();
    const auto entries =
        entries_after(id, [this](std::string_view name) { image_of_.erase(std::string(name)); });
    for (const auto& [key, value] : entries) service(std::string(node(key).value), value);
    return {};
  }

  void service(const std::string& name, NodeId id) {
    if (known_.insert(name).second) order_.push_back(name);
    if (node(id).tag == "!override") image_of_.erase(name);
    const auto entries = entries_after(id, [this, &name](std::string_view key) {
      if (key == "image") image_of_.erase(name);
    });
    for (const auto& [key, value] : entries) {
      const std::string option(node(key).value);
      if (option == "image" && is_text(node(value)))
        image_of_[name] = tree_.resolved(value);
      else if (option != "image" && !is_extension(option))
        other_use(value, "services." + name + "." + option);
    }
  }

  // A key that an image is shared with must keep its name, wherever it stands.
  void mark_keys() {
    other_users_.emplace_back("a key");
    const auto a_key = static_cast<std::uint32_t>(other_users_.size());
    for (const ComposeNode& mapping : tree_.nodes) {
      if (mapping.kind != Kind::mapping) continue;
      const auto children = tree_.children(mapping);
      for (std::size_t i = 0; i < children.size(); i += 2)
        if (auto& user = other_user_of_[tree_.resolved(children[i])]; user == 0) user = a_key;
    }
  }

  // Each value is visited once, whatever leads to it, so that aliases cost no time.
  void other_use(NodeId start, std::string user) {
    other_users_.push_back(std::move(user));
    std::vector<NodeId> waiting{start};
    while (!waiting.empty()) {
      const NodeId id = tree_.resolved(waiting.back());
      waiting.pop_back();
      if (other_user_of_[id] != 0) continue;
      other_user_of_[id] = static_cast<std::uint32_t>(other_users_.size());
      for (const auto& entry : entries_after(id, [](std::string_view) {}))
        waiting.insert(waiting.end(), {entry.key, entry.value});
      if (tree_[id].kind == Kind::sequence)
        for (const NodeId item : tree_.children(tree_[id])) waiting.push_back(item);
    }
  }

  const ComposeTree& tree_;
  std::vector<std::string> order_;
  std::unordered_set<std::string> known_;
  std::unordered_map<std::string, NodeId> image_of_;
  std::vector<std::string> other_users_;      // what uses values otherwise than as an image
  std::vector<std::uint32_t> other_user_of_;  // by value: the number of its first such user, from 1; 0: none
};

}  // namespace

Expected<ComposeImages> compose_images(const ComposeTree& tree) {
  if (tree.documents.empty()) return fail("it is empty; a compose file has a mapping with `services:` in it");
  ImageCollector collector(tree);
  for (const NodeId root : tree.documents) TRY(collector.document(root));
  return collector.result();
}

}  // namespace slipway
