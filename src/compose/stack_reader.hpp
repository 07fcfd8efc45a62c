// The files of a stack, read.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "compose/documents.hpp"
#include "system/files.hpp"

namespace slipway {

/// A compose file as it is named, in the order of `docker compose -f`.
struct ComposeFile {
  Path name;
  Path resolved;  // where links lead; another file may name this one by either
  std::string text;
};

struct ComposeStack {
  Path folder;  // where the paths in the files begin
  std::vector<ComposeFile> files;
};

struct ReadFile {
  std::string name;
  std::string_view text;
  ComposeTree tree;
  ComposeDocuments documents;

  /// The line of a value, from 1; of a scalar that of its content.
  std::size_t line_of(NodeId id) const;

  /// "/srv/site/compose.yml, line 7"
  std::string where(NodeId id) const;
};

/// All files; the stack must outlive them. Fails as parse_compose and compose_documents do, with the file's
/// name in front.
Expected<std::vector<ReadFile>> read_stack(const ComposeStack& stack);

}  // namespace slipway
