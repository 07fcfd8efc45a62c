#include "compose/stack_files.hpp"

namespace slipway {

StackFiles::StackFiles(const ComposeStack& stack, const std::vector<ReadFile>& read)
    : stack_(stack), read_(read) {
  for (std::size_t i = 0; i < stack.files.size(); ++i) {
    numbers_.emplace(stack.files[i].name.lexically_normal(), i);
    numbers_.emplace(stack.files[i].resolved.lexically_normal(), i);
  }
}

std::optional<std::size_t> StackFiles::named(std::size_t file, std::string_view path) const {
  const Path written{std::string(path)};
  for (const Path& folder : {stack_.folder, stack_.files[file].name.parent_path()}) {
    const Path full = written.is_absolute() ? written : folder / written;
    if (const auto found = numbers_.find(full.lexically_normal()); found != numbers_.end())
      return found->second;
  }
  return std::nullopt;
}

std::vector<std::size_t> StackFiles::needed_by(std::size_t file) const {
  std::vector<std::size_t> needed;
  const auto need = [&](std::string_view path) {
    if (path.empty()) return;
    if (const auto found = named(file, path)) needed.push_back(*found);
  };
  for (const auto& include : read_[file].documents.includes) need(include.file);
  for (const auto& document : read_[file].documents.documents)
    for (const auto& service : document.services)
      if (service.extends) need(service.extends->file);
  return needed;
}

std::vector<std::size_t> StackFiles::in_merge_order() const {
  std::vector<std::size_t> order;
  std::vector<bool> seen(read_.size());
  struct Open {
    std::size_t file;
    std::vector<std::size_t> needed;
  };
  for (std::size_t i = 0; i < read_.size(); ++i) {
    std::vector<Open> open;  // no recursion: a chain may be as long as the list of files
    const auto enter = [&](std::size_t file) {
      if (seen[file]) return;
      seen[file] = true;
      auto needed = needed_by(file);
      open.push_back({file, {needed.rbegin(), needed.rend()}});
    };
    for (enter(i); !open.empty();) {
      if (open.back().needed.empty()) {
        order.push_back(open.back().file);
        open.pop_back();
        continue;
      }
      const std::size_t next = open.back().needed.back();
      open.back().needed.pop_back();
      enter(next);
    }
  }
  return order;
}

}  // namespace slipway
