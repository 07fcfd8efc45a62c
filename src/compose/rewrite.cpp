#include "compose/rewrite.hpp"

#include <algorithm>
#include <unordered_set>

#include "compose/images.hpp"
#include "compose/scalar.hpp"
#include "util/excerpt.hpp"

namespace slipway {
namespace {

struct Edit {
  NodeId node;
  TextSpan span;
  std::string image;  // what is put there
};

class Rewriter {
 public:
  Rewriter(std::string_view text, const ComposeTree& tree, const ImageChange& change)
      : text_(text), tree_(tree), change_(change) {
    if (change.services) chosen_.insert(change.services->begin(), change.services->end());
  }

  Expected<ComposeRewrite> rewrite(const ComposeImages& images) {
    result_.services = images.services;
    for (const auto& scalar : images.scalars) {
      result_.images.push_back({scalar.image, scalar.services});
      TRY(consider(scalar));
    }
    splice();
    TRY(verify());
    return std::move(result_);
  }

 private:
  bool is_chosen(const std::string& service) const {
    return !change_.services || chosen_.count(service) != 0;
  }

  Expected<void> consider(const ImageScalar& scalar) {
    const auto [written, suffix] = split_image(scalar.image);
    if (parse_repository(written) != change_.repository || !is_image_suffix(suffix)) return {};
    if (std::none_of(scalar.services.begin(), scalar.services.end(),
                     [this](const auto& name) { return is_chosen(name); }))
      return {};
    result_.uses_image = true;
    const std::string after = written + change_.suffix;
    if (after == scalar.image) return {};
    TRY(refuse_shared(scalar));
    edit(scalar, after);
    return {};
  }

  Expected<void> refuse_shared(const ImageScalar& scalar) const {
    std::optional<std::string> user = scalar.also_used_by;
    for (const auto& service : scalar.services)
      if (!is_chosen(service)) user = "service '" + excerpt(service) + "', which is not among `services`";
    if (!user) return {};
    return fail("line " + std::to_string(tree_[scalar.node].line) + ": the image '" + excerpt(scalar.image) +
                "' of service '" + excerpt(scalar.services.front()) + "' is shared, by an anchor, with " +
                *user + (scalar.also_used_by == user ? ", which is no image" : "") +
                "; write the image out in one of the two places");
  }

  void edit(const ImageScalar& scalar, const std::string& after) {
    const ComposeNode& node = tree_[scalar.node];
    const TextSpan span = scalar_content(text_, node);
    const auto before = text_.substr(node.offset, span.begin - node.offset);
    const auto breaks = std::count(before.begin(), before.end(), '\n');
    result_.replacements.push_back(
        {node.line + static_cast<std::size_t>(breaks), scalar.services, scalar.image, after});
    edits_.push_back({scalar.node, span, after});
  }

  // The edits come in the order of the file, because an anchor stands before its aliases.
  void splice() {
    result_.text.reserve(text_.size() + edits_.size() * change_.suffix.size());
    std::size_t copied = 0;
    for (const auto& [node, span, image] : edits_) {
      result_.text.append(text_.substr(copied, span.begin - copied)).append(image);
      copied = span.end;
    }
    result_.text.append(text_.substr(copied));
  }

  Expected<void> verify() const {
    if (edits_.empty()) return {};
    auto again = parse_compose(result_.text);
    if (!again || !same_shape(tree_, *again) || !same_values(*again))
      return fail(
          "the rewritten text would not read back as the same file with the new image; nothing was "
          "written, please report this file");
    return {};
  }

  bool same_values(const ComposeTree& again) const {
    auto next = edits_.begin();
    for (NodeId id = 0; id < tree_.nodes.size(); ++id) {
      const std::string_view before = tree_[id].value;
      if (next == edits_.end() || next->node != id) {
        if (again[id].value != before) return false;
        continue;
      }
      // A block scalar keeps the line breaks that end it.
      const auto breaks = before.substr(before.find_last_not_of("\r\n") + 1);
      if (again[id].value != next->image + std::string(breaks)) return false;
      ++next;
    }
    return next == edits_.end();
  }

  std::string_view text_;
  const ComposeTree& tree_;
  const ImageChange& change_;
  std::unordered_set<std::string> chosen_;  // the services of `change_`
  std::vector<Edit> edits_;
  ComposeRewrite result_;
};

}  // namespace

Expected<ComposeRewrite> rewrite_images(std::string_view text, const ImageChange& change) {
  TRY_ASSIGN(const ComposeTree tree, parse_compose(text));
  TRY_ASSIGN(const ComposeImages images, compose_images(tree));
  return Rewriter(text, tree, change).rewrite(images);
}

}  // namespace slipway
