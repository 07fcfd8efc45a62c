// The keys of the env file without which a deploy cannot work.
#include <algorithm>
#include <array>

#include "compose/interpolation.hpp"
#include "compose/tree.hpp"
#include "dotenv/dotenv.hpp"
#include "stack_check/situation.hpp"

namespace slipway::stack_check {
namespace {

/// The secrets of the source document, for a stack that uses them.
constexpr std::array secrets_of_the_source{"REDIS_PASSWORD", "APP_KEY"};

bool is(const ComposeNode& node, const std::string& key) {
  return node.kind == ComposeNode::Kind::scalar && node.value == key;
}

/// Whether a list or mapping hands the variable on under its own name: `- APP_KEY`, or `APP_KEY:` alone.
bool hands_on(const ComposeTree& tree, const ComposeNode& node, const std::string& key) {
  const auto children = tree.children(node);
  const bool mapping = node.kind == ComposeNode::Kind::mapping;
  for (std::size_t i = 0; i < children.size(); i += mapping ? 2 : 1)
    if (is(tree[children[i]], key) && (!mapping || tree[children[i + 1]].kind == ComposeNode::Kind::null))
      return true;
  return false;
}

bool uses(const std::string& compose_text, const std::string& key) {
  const auto tree = parse_compose(compose_text);
  if (!tree) return false;  // Compose says what is wrong
  return std::any_of(tree->nodes.begin(), tree->nodes.end(), [&](const ComposeNode& node) {
    if (node.kind == ComposeNode::Kind::scalar) return variables_in(node.value).count(key) != 0;
    return hands_on(*tree, node, key);
  });
}

bool is_used(const std::string& key, const Situation& situation) {
  if (situation.args.has_template() && situation.env_text) {
    const auto declared = parse_dotenv(*situation.env_text);
    if (declared && std::any_of(declared->begin(), declared->end(),
                                [&](const DotenvEntry& entry) { return entry.key == key; }))
      return true;
  }
  const auto& texts = situation.compose_texts;
  return std::any_of(texts.begin(), texts.end(), [&](const std::string& text) { return uses(text, key); });
}

std::vector<std::string> required_keys(const Situation& situation) {
  const Args& args = situation.args;
  std::vector<std::string> keys = args.required;
  if (args.required_env) keys.insert(keys.end(), args.required_env->begin(), args.required_env->end());
  if (!args.required_env)
    for (const char* key : secrets_of_the_source)
      if (is_used(key, situation)) keys.emplace_back(key);
  return keys;
}

void check_key(const std::string& key, Situation& situation, Findings& findings) {
  if (key.empty())
    return findings.add(situation.words.name("required_env") + " holds an empty name",
                        "give keys of the env file, like [APP_KEY], or leave it out");
  const auto found = situation.env_keys.find(key);
  const bool given = found != situation.env_keys.end();
  if (given && found->second) return;
  if (situation.missing_keys.insert(key).second)
    findings.add(key + (given ? " is required, and is empty" : " is required, and nobody gives it"),
                 situation.words.how_to_supply(key));
}

}  // namespace

void check_required(Situation& situation, Findings& findings) {
  if (!situation.is_deploy() || !situation.env_is_known) return;
  for (const auto& key : required_keys(situation)) check_key(key, situation, findings);
}

}  // namespace slipway::stack_check
