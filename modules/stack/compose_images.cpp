#include "stack/compose_images.hpp"

#include <algorithm>
#include <map>
#include <unordered_map>
#include <unordered_set>

namespace slipway {
namespace {

using Kind = ComposeNode::Kind;

bool is_extension(const std::string& key) {
  return key.rfind("x-", 0) == 0;
}

bool is_text(const ComposeNode& node) {
  // Compose keeps a tag that it does not know, such as !override; of YAML's own only !!str leaves a text.
  const bool yaml_type = node.tag.rfind("tag:yaml.org,2002:", 0) == 0 && node.tag != "tag:yaml.org,2002:str";
  return node.kind == Kind::scalar && !yaml_type;
}

std::string without_final_breaks(const std::string& value) {
  return value.substr(0, value.find_last_not_of("\r\n") + 1);
}

class ImageCollector {
 public:
  explicit ImageCollector(const ComposeTree& tree) : tree_(tree) {}

  Expected<void> document(NodeId root) {
    const ComposeNode& top = node(root);
    if (top.kind == Kind::null)
      return fail("it is empty; a compose file has a mapping with `services:` in it");
    if (top.kind != Kind::mapping)
      return fail(at_line(top) + "its top level is no mapping; a compose file has `services:` there");
    const auto entries = entries_after(root, [this](const std::string& key) {
      if (key == "services") image_of_.clear();
    });
    for (const auto& [key, value] : entries) {
      const std::string& section = node(key).value;
      if (section == "services") TRY(services(value));
      if (section != "services" && !is_extension(section)) other_use(value, section);
    }
    return {};
  }

  ComposeImages result() {
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
      scalar.image = without_final_breaks(tree_[id].value);
      if (const auto other = other_uses_.find(id); other != other_uses_.end())
        scalar.also_used_by = other->second;
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
    if (all.kind != Kind::mapping) return fail(at_line(all) + "`services` is no mapping");
    if (all.tag == "!override") image_of_.clear();
    const auto entries = entries_after(id, [this](const std::string& name) { image_of_.erase(name); });
    for (const auto& [key, value] : entries) service(node(key).value, value);
    return {};
  }

  void service(const std::string& name, NodeId id) {
    if (known_.insert(name).second) order_.push_back(name);
    if (node(id).tag == "!override") image_of_.erase(name);
    const auto entries = entries_after(id, [this, &name](const std::string& key) {
      if (key == "image") image_of_.erase(name);
    });
    for (const auto& [key, value] : entries) {
      const std::string& option = node(key).value;
      if (option == "image" && is_text(node(value)))
        image_of_[name] = tree_.resolved(value);
      else if (option != "image" && !is_extension(option))
        other_use(value, "services." + name + "." + option);
    }
  }

  // Each value is visited once, whatever leads to it, so that aliases cost no time.
  void other_use(NodeId id, const std::string& user) {
    id = tree_.resolved(id);
    if (!other_uses_.emplace(id, user).second) return;
    for (const auto& entry : entries_after(id, [](const std::string&) {})) {
      other_use(entry.key, user);
      other_use(entry.value, user);
    }
    if (tree_[id].kind == Kind::sequence)
      for (const NodeId item : tree_[id].children) other_use(item, user);
  }

  const ComposeTree& tree_;
  std::vector<std::string> order_;
  std::unordered_set<std::string> known_;
  std::unordered_map<std::string, NodeId> image_of_;
  std::unordered_map<NodeId, std::string> other_uses_;
};

}  // namespace

Expected<ComposeImages> compose_images(const ComposeTree& tree) {
  if (tree.documents.empty()) return fail("it is empty; a compose file has a mapping with `services:` in it");
  ImageCollector collector(tree);
  for (const NodeId root : tree.documents) TRY(collector.document(root));
  return collector.result();
}

}  // namespace slipway
