#include "compose/documents.hpp"

#include <algorithm>
#include <string>

#include "util/excerpt.hpp"

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

// What Compose itself knows at the top (schema/compose-spec.json).
bool is_section(std::string_view key) {
  constexpr std::string_view sections[] = {"version",  "name",    "include", "services", "models",
                                           "networks", "volumes", "secrets", "configs"};
  return is_extension(key) || std::find(std::begin(sections), std::end(sections), key) != std::end(sections);
}

std::string at_line(const ComposeNode& node) {
  return "line " + std::to_string(node.line) + ": ";
}

class DocumentReader {
 public:
  explicit DocumentReader(const ComposeTree& tree) : tree_(tree), result_{{}, {}, OtherUses(tree)} {}

  Expected<void> document(NodeId root) {
    const ComposeNode& top = node(root);
    if (top.kind == Kind::null)
      return fail("it is empty; a compose file has a mapping with `services:` in it");
    if (top.kind != Kind::mapping)
      return fail(at_line(top) + "its top level is no mapping; a compose file has `services:` there");
    document_ = &result_.documents.emplace_back();
    const auto entries = entries_after(root, [this](std::string_view key, NodeId value) {
      if (key == "services") document_->forgets = value;
    });
    TRY(refuse_old_format(entries));
    for (const auto& [key, value] : entries) {
      const std::string_view section = node(key).value;
      if (section == "services") TRY(services(value));
      if (section == "include") includes(value);
      if (section != "services" && !is_extension(section))
        result_.other_uses.mark(tree_, value, std::string(section));
    }
    return {};
  }

  ComposeDocuments result() {
    result_.other_uses.mark_keys(tree_);
    return std::move(result_);
  }

 private:
  const ComposeNode& node(NodeId id) const { return tree_[tree_.resolved(id)]; }

  // A mapping's entries, after `on_reset` was called with the key and value of each that is reset.
  template <class OnReset>
  std::vector<ComposeEntry> entries_after(NodeId mapping, OnReset on_reset) const {
    std::vector<ComposeEntry> kept;
    for (const auto& entry : effective_entries(tree_, mapping))
      if (tree_.is_reset(entry.value))
        on_reset(node(entry.key).value, entry.value);
      else
        kept.push_back(entry);
    return kept;
  }

  std::optional<NodeId> value_of(NodeId mapping, std::string_view key) const {
    for (const auto& entry : effective_entries(tree_, mapping))
      if (!tree_.is_reset(entry.value) && node(entry.key).value == key) return tree_.resolved(entry.value);
    return std::nullopt;
  }

  std::string_view text_of(std::optional<NodeId> id) const {
    return id && node(*id).kind == Kind::scalar ? node(*id).value : std::string_view();
  }

  // The format that had no version: each service a key at the top.
  Expected<void> refuse_old_format(const std::vector<ComposeEntry>& entries) const {
    const ComposeNode* service = nullptr;
    for (const auto& [key, value] : entries) {
      const std::string_view name = node(key).value;
      if (name == "services") return {};
      if (service == nullptr && !is_section(name) && (value_of(value, "image") || value_of(value, "build")))
        service = &tree_[key];
    }
    if (service == nullptr) return {};
    return fail(
        at_line(*service) + "the service '" + excerpt(node_of(*service).value) +
        "' stands at the top level: the file has the old format (version 1), which Compose 2 does not "
        "read; write `services:` above, and move the services below it");
  }

  const ComposeNode& node_of(const ComposeNode& key) const {
    return key.kind == Kind::alias ? tree_[key.target] : key;
  }

  Expected<void> services(NodeId id) {
    const ComposeNode& all = node(id);
    if (all.kind != Kind::mapping)
      return fail(at_line(all) + "`services` is no mapping; write each service as a key below it");
    if (all.tag == "!override") document_->forgets = id;
    const auto entries = entries_after(id, [this](std::string_view name, NodeId value) {
      document_->services.push_back({.name = name, .node = value, .is_reset = true});
    });
    for (const auto& [key, value] : entries) service(node(key).value, value);
    return {};
  }

  void service(std::string_view name, NodeId id) {
    ServiceEntry entry{.name = name, .node = id, .is_override = node(id).tag == "!override"};
    const auto options = entries_after(id, [&entry](std::string_view key, NodeId value) {
      if (key == "image") entry.no_image = value;
    });
    for (const auto& [key, value] : options) {
      const std::string_view option = node(key).value;
      if (option == "image" && is_text(node(value)))
        entry.image = tree_.resolved(value);
      else if (option == "extends")
        entry.extends = extends(value);
      if (option != "image" && !is_extension(option))
        result_.other_uses.mark(tree_, value, "services." + std::string(name) + "." + std::string(option));
    }
    document_->services.push_back(entry);
  }

  ExtendsEntry extends(NodeId id) const {
    if (node(id).kind == Kind::scalar) return {node(id).value, {}, id};
    return {text_of(value_of(id, "service")), text_of(value_of(id, "file")), id};
  }

  // A text, or a mapping with a `path`; each a list of them as well.
  void includes(NodeId id) {
    const ComposeNode& list = node(id);
    if (list.kind != Kind::sequence) return;
    for (const NodeId item : tree_.children(list)) {
      const auto path = node(item).kind == Kind::mapping ? value_of(item, "path") : item;
      if (!path) continue;
      include(*path);
      if (node(*path).kind == Kind::sequence)
        for (const NodeId one : tree_.children(node(*path))) include(one);
    }
  }

  void include(NodeId path) {
    if (const auto file = text_of(path); !file.empty()) result_.includes.push_back({file, path});
  }

  const ComposeTree& tree_;
  ComposeDocuments result_;
  ComposeDocument* document_ = nullptr;  // the one that is being read
};

}  // namespace

Expected<ComposeDocuments> compose_documents(const ComposeTree& tree) {
  if (tree.documents.empty()) return fail("it is empty; a compose file has a mapping with `services:` in it");
  DocumentReader reader(tree);
  for (const NodeId root : tree.documents) TRY(reader.document(root));
  return reader.result();
}

}  // namespace slipway
