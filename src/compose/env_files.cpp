#include "compose/env_files.hpp"

#include <set>

#include "compose/scalar.hpp"
#include "compose/tree.hpp"

namespace slipway {
namespace {

using Kind = ComposeNode::Kind;
using Paths = std::set<NodeId>;  // in the order of the file

void add_path(const ComposeTree& tree, NodeId id, Paths& paths) {
  id = tree.resolved(id);
  if (tree[id].kind == Kind::scalar) paths.insert(id);
  if (tree[id].kind != Kind::mapping) return;
  for (const auto& entry : effective_entries(tree, id))
    if (tree[tree.resolved(entry.key)].value == "path" &&
        tree[tree.resolved(entry.value)].kind == Kind::scalar)
      paths.insert(tree.resolved(entry.value));
}

Paths paths_in(const ComposeTree& tree) {
  Paths paths;
  for (const auto& node : tree.nodes) {
    if (node.kind != Kind::mapping) continue;
    const auto children = tree.children(node);
    for (std::size_t i = 0; i + 1 < children.size(); i += 2) {
      if (tree[tree.resolved(children[i])].value != "env_file") continue;
      const NodeId value = tree.resolved(children[i + 1]);
      add_path(tree, value, paths);
      if (tree[value].kind == Kind::sequence)
        for (const NodeId item : tree.children(tree[value])) add_path(tree, item, paths);
    }
  }
  return paths;
}

}  // namespace

Expected<std::vector<std::string>> env_file_paths(std::string_view text) {
  TRY_ASSIGN(const ComposeTree tree, parse_compose(text));
  std::vector<std::string> paths;
  for (const NodeId id : paths_in(tree)) paths.emplace_back(tree[id].value);
  return paths;
}

Expected<std::string> redirect_env_files(std::string_view text,
                                         const std::function<bool(std::string_view path)>& is_it,
                                         std::string_view to) {
  TRY_ASSIGN(const ComposeTree tree, parse_compose(text));
  std::string redirected;
  std::size_t copied = 0;
  for (const NodeId id : paths_in(tree)) {
    if (!is_it(tree[id].value)) continue;
    const TextSpan span = scalar_content(text, tree[id]);
    redirected.append(text.substr(copied, span.begin - copied)).append(to);
    copied = span.end;
  }
  return redirected.append(text.substr(copied));
}

}  // namespace slipway
