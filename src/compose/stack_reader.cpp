#include "compose/stack_reader.hpp"

#include "compose/image_edits.hpp"

namespace slipway {
namespace {

Expected<ReadFile> read(const ComposeFile& file) {
  TRY_ASSIGN(auto tree, parse_compose(file.text));
  TRY_ASSIGN(auto documents, compose_documents(tree));
  return ReadFile{file.name.string(), file.text, std::move(tree), std::move(documents)};
}

}  // namespace

std::size_t ReadFile::line_of(NodeId id) const {
  const ComposeNode& node = tree[id];
  return node.kind == ComposeNode::Kind::scalar ? line_of_content(text, node) : node.line;
}

std::string ReadFile::where(NodeId id) const {
  return name + ", line " + std::to_string(line_of(id));
}

Expected<std::vector<ReadFile>> read_stack(const ComposeStack& stack) {
  std::vector<ReadFile> files;
  for (const auto& file : stack.files) {
    auto one = read(file);
    if (!one) return fail_while(file.name.string(), one.error());
    files.push_back(std::move(*one));
  }
  return files;
}

}  // namespace slipway
