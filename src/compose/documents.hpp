// What each document of a compose file says about the images of its services, before anything is merged.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "compose/other_uses.hpp"
#include "compose/tree.hpp"

namespace slipway {

/// `extends` of a service. The texts are the tree's.
struct ExtendsEntry {
  std::string_view service;
  std::string_view file;  // empty: the same file
  NodeId node = 0;
};

/// A service as one document has it, its merge keys resolved. The name is the tree's.
struct ServiceEntry {
  std::string_view name;
  NodeId node = 0;
  bool is_reset = false;             // `!reset`: the service goes, and this says nothing else
  bool is_override = false;          // `!override`: what was said before is gone
  std::optional<NodeId> image{};     // the scalar, when it is a text
  std::optional<NodeId> no_image{};  // `image: !reset`: what was said before, or is extended, is gone
  std::optional<ExtendsEntry> extends{};
};

struct ComposeDocument {
  std::optional<NodeId> forgets;  // `services` with `!reset` or `!override`: what was said before is gone
  std::vector<ServiceEntry> services;  // first those that are reset
};

/// A file of an `include`.
struct IncludeEntry {
  std::string_view file;
  NodeId node = 0;
};

struct ComposeDocuments {
  std::vector<ComposeDocument> documents;
  std::vector<IncludeEntry> includes;
  OtherUses other_uses;
};

/// Reads the documents as Compose does (Compose specification: fragments, merge, extensions). What stands
/// below an `x-` key at the top or in a service is no use of its own. Fails on a document, or on `services`,
/// that is no mapping, and on the format of 2014, whose services stand at the top. The tree must outlive the
/// result.
Expected<ComposeDocuments> compose_documents(const ComposeTree& tree);

}  // namespace slipway
