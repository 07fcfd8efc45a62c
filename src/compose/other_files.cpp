#include "compose/other_files.hpp"

#include "compose/tree.hpp"

namespace slipway {
namespace {

using Kind = ComposeNode::Kind;

class OtherFilesReader {
 public:
  explicit OtherFilesReader(const ComposeTree& tree) : tree_(tree) {}

  OtherFiles read() {
    for (const NodeId document : tree_.documents)
      for (const auto& [key, value] : effective_entries(tree_, document)) {
        if (node(key).value == "services") services(value);
        if (node(key).value == "include") include(value);
      }
    return std::move(found_);
  }

 private:
  const ComposeNode& node(NodeId id) const { return tree_[tree_.resolved(id)]; }

  void services(NodeId id) {
    for (const auto& [name, service] : effective_entries(tree_, id)) {
      found_.services.emplace(node(name).value);
      for (const auto& [key, value] : effective_entries(tree_, service)) {
        if (node(key).value != "extends") continue;
        found_.extending.emplace(node(name).value);
        add_member(value, "file", found_.extended);
      }
    }
  }

  void include(NodeId id) {
    for (const NodeId item : tree_.children(node(id))) {
      add_texts(item, found_.included);
      add_member(item, "path", found_.included);
    }
  }

  void add_member(NodeId mapping, std::string_view name, std::vector<std::string>& paths) const {
    for (const auto& [key, value] : effective_entries(tree_, mapping))
      if (node(key).value == name) add_texts(value, paths);
  }

  /// A text, or a list of texts.
  void add_texts(NodeId id, std::vector<std::string>& paths) const {
    if (node(id).kind == Kind::scalar) paths.emplace_back(node(id).value);
    if (node(id).kind != Kind::sequence) return;
    for (const NodeId item : tree_.children(node(id)))
      if (node(item).kind == Kind::scalar) paths.emplace_back(node(item).value);
  }

  const ComposeTree& tree_;
  OtherFiles found_;
};

}  // namespace

Expected<OtherFiles> other_files(std::string_view text) {
  TRY_ASSIGN(const ComposeTree tree, parse_compose(text));
  return OtherFilesReader(tree).read();
}

}  // namespace slipway
