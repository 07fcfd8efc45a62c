// parse_compose: from yaml-cpp's events to the flat tree. Events, not yaml-cpp's nodes, because only they
// carry tags and aliases as they are written, and because the bounds can be held while the file is read.
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <sstream>
#include <stdexcept>
#include <unordered_map>

#include "stack/compose_strictness.hpp"
#include "stack/compose_tree.hpp"

namespace slipway {
namespace {

using Kind = ComposeNode::Kind;

constexpr std::size_t deepest = 100;
constexpr std::size_t most_values = 1'000'000;
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

// Thrown through yaml-cpp, which offers no other way to stop it, and caught in parse_compose.
struct Refusal : std::runtime_error {
  Refusal(std::size_t line, const std::string& why)
      : std::runtime_error("line " + std::to_string(line) + ": " + why) {}
};

class TreeBuilder : public YAML::EventHandler {
 public:
  explicit TreeBuilder(std::size_t skipped) : skipped_(skipped) {}

  ComposeTree tree;

  void OnDocumentStart(const YAML::Mark& mark) override {
    // yaml-cpp does not get past such a character, and finds an empty document before it for ever.
    if (mark.pos == document_begin_)
      throw Refusal(line_of(mark), "it is no valid YAML: nothing can begin with what stands at column " +
                                       std::to_string(mark.column + 1));
    document_begin_ = mark.pos;
    anchors_.clear();
    tree.documents.push_back(tree.nodes.size());
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    add(Kind::null, mark, {}, anchor);
    close();
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    tree.nodes[add(Kind::scalar, mark, tag, anchor)].value = value;
    close();
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    add(Kind::sequence, mark, tag, anchor);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    add(Kind::mapping, mark, tag, anchor);
  }
  void OnMapEnd() override { close(); }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const Anchored& target = anchors_.at(anchor);
    if (!target.closed) throw Refusal(line_of(mark), "an alias stands inside the very value that it repeats");
    tree.nodes[add(Kind::alias, mark, {}, 0)].target = target.id;
    count(target.values, mark);
    open_.back().height = target.height;
    close();
    if (open_.size() + target.height > deepest) refuse_depth(mark);
  }

 private:
  struct Open {
    NodeId id;
    std::size_t values_before;  // the count when it was opened
    std::size_t height;         // levels below it, aliases counted with what they stand for
  };
  struct Anchored {
    NodeId id = 0;
    bool closed = false;
    std::size_t values = 0;
    std::size_t height = 0;
  };

  static std::size_t line_of(const YAML::Mark& mark) { return static_cast<std::size_t>(mark.line) + 1; }

  static void refuse_depth(const YAML::Mark& mark) {
    throw Refusal(line_of(mark), "values are nested more than " + std::to_string(deepest) +
                                     " deep, which no compose file needs; Slipway does not read it");
  }

  void count(std::size_t values, const YAML::Mark& mark) {
    values_ += values;
    if (values_ > most_values)
      throw Refusal(line_of(mark), "here the file comes to more than " + std::to_string(most_values) +
                                       " values, aliases expanded; Slipway does not read it");
  }

  NodeId add(Kind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
    const NodeId id = tree.nodes.size();
    if (!open_.empty()) tree.nodes[open_.back().id].children.push_back(id);
    tree.nodes.push_back({.kind = kind,
                          .offset = static_cast<std::size_t>(mark.pos) + skipped_,
                          .line = line_of(mark),
                          .tag = tag,
                          .anchor = anchor,
                          .value = {},
                          .target = 0,
                          .children = {}});
    if (anchor != 0) anchors_[anchor] = {.id = id};
    open_.push_back({id, values_, 0});
    if (open_.size() > deepest) refuse_depth(mark);
    count(1, mark);
    return id;
  }

  void close() {
    const Open closed = open_.back();
    open_.pop_back();
    if (!open_.empty()) open_.back().height = std::max(open_.back().height, closed.height + 1);
    if (const auto anchor = tree.nodes[closed.id].anchor; anchor != 0)
      anchors_[anchor] = {closed.id, true, values_ - closed.values_before, closed.height};
  }

  int document_begin_ = -1;  // as yaml-cpp counts
  std::size_t skipped_;      // bytes before the first that yaml-cpp counts
  std::vector<Open> open_;
  std::unordered_map<YAML::anchor_t, Anchored> anchors_;
  std::size_t values_ = 0;
};

bool is_indented_with_tab(std::string_view text, int line) {
  std::size_t begin = 0;
  for (int i = 0; i < line && begin < text.size(); ++i)
    begin = std::min(text.find('\n', begin), text.size() - 1) + 1;
  const auto indentation = text.substr(begin, text.find_first_not_of(" \t", begin) - begin);
  return indentation.find('\t') != std::string_view::npos;
}

tl::unexpected<Error> yaml_failure(std::string_view text, const YAML::Exception& cause) {
  if (cause.mark.is_null()) return fail("it is no valid YAML: " + cause.msg);
  const std::string line = "line " + std::to_string(cause.mark.line + 1);
  if (is_indented_with_tab(text, cause.mark.line))
    return fail(line + ": it is indented with a tab; YAML allows spaces only");
  return fail(line + ", column " + std::to_string(cause.mark.column + 1) +
              ": it is no valid YAML: " + cause.msg);
}

}  // namespace

Expected<ComposeTree> parse_compose(std::string_view text) {
  TRY(refuse_foreign_bytes(text));
  const bool marked = text.substr(0, byte_order_mark.size()) == byte_order_mark;
  TreeBuilder builder(marked ? byte_order_mark.size() : 0);
  try {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) continue;
  } catch (const Refusal& refusal) {
    return fail(refusal.what());
  } catch (const YAML::Exception& failure) {
    return yaml_failure(text, failure);
  }
  TRY(refuse_repeated_keys(builder.tree));
  TRY(refuse_cut_off(text, builder.tree));
  return std::move(builder.tree);
}

}  // namespace slipway
