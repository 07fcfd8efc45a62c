// How the files of a stack name each other, by `extends` and `include`.
#pragma once

#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "compose/stack_images.hpp"

namespace slipway {

class StackFiles {
 public:
  StackFiles(const ComposeStack& stack, const std::vector<ReadFile>& read);

  /// The number of the file that `file` names by `path`: from the stack's folder, or from its own (which of
  /// the two depends on how the file itself was reached). Nullopt: it is none of the stack's.
  std::optional<std::size_t> named(std::size_t file, std::string_view path) const;

  /// All files, each after those that it extends or includes, else as they were given.
  std::vector<std::size_t> in_merge_order() const;

 private:
  std::vector<std::size_t> needed_by(std::size_t file) const;

  const ComposeStack& stack_;
  const std::vector<ReadFile>& read_;
  std::map<Path, std::size_t> numbers_;
};

}  // namespace slipway
