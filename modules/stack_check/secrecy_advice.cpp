// Advice: secrets that stand where others can read them.
#include <algorithm>
#include <array>

#include "compose/tree.hpp"
#include "stack/future_files.hpp"
#include "stack_check/situation.hpp"
#include "system/file_mode.hpp"

namespace slipway::stack_check {
namespace {

using Kind = ComposeNode::Kind;

constexpr std::array<std::string_view, 10> parts_of_secret_names{
    "PASSWORD", "PASSWD", "SECRET",      "TOKEN",          "APP_KEY",
    "API_KEY",  "APIKEY", "PRIVATE_KEY", "ENCRYPTION_KEY", "CREDENTIAL"};
constexpr std::array<std::string_view, 8> switches{"", "true", "false", "yes", "no", "on", "off", "null"};
constexpr std::size_t shortest_secret = 4;  // characters; `1` is a switch
constexpr mode_t others = 0007;

std::string upper_case(std::string_view text) {
  std::string upper(text);
  std::transform(upper.begin(), upper.end(), upper.begin(),
                 [](unsigned char letter) { return std::toupper(letter); });
  return upper;
}

bool is_name_of_secret(std::string_view name) {
  const std::string upper = upper_case(name);
  return !upper.ends_with("_FILE") &&
         std::any_of(parts_of_secret_names.begin(), parts_of_secret_names.end(),
                     [&](std::string_view part) { return upper.find(part) != std::string::npos; });
}

/// Whether it is written out: no variable, no switch, no path of a secret's file.
bool is_in_plain_text(std::string_view value) {
  return value.size() >= shortest_secret && value.find('$') == std::string_view::npos &&
         value.front() != '/' && std::find(switches.begin(), switches.end(), value) == switches.end();
}

class PlainSecrets {
 public:
  PlainSecrets(const ComposeTree& tree, std::string file, Findings& findings)
      : tree_(tree), file_(std::move(file)), findings_(findings) {}

  void look() {
    for (const auto& node : tree_.nodes) {
      if (node.kind != Kind::mapping) continue;
      const auto children = tree_.children(node);
      for (std::size_t i = 0; i + 1 < children.size(); i += 2)
        if (tree_[tree_.resolved(children[i])].value == "environment") look_into(children[i + 1]);
    }
  }

 private:
  void look_into(NodeId id) {
    const ComposeNode& environment = tree_[id];  // an alias is looked at where it stands for itself
    const auto children = tree_.children(environment);
    if (environment.kind == Kind::mapping)
      for (std::size_t i = 0; i + 1 < children.size(); i += 2)
        judge(tree_[children[i]].value, tree_[children[i + 1]].value, tree_[children[i]].line);
    if (environment.kind == Kind::sequence)
      for (const NodeId item : children) {
        const std::string_view line = tree_[item].value;
        const auto equals = std::min(line.find('='), line.size());
        judge(line.substr(0, equals), line.substr(std::min(equals + 1, line.size())), tree_[item].line);
      }
  }

  void judge(std::string_view name, std::string_view value, std::size_t line) {
    if (!is_name_of_secret(name) || !is_in_plain_text(value)) return;
    findings_.advice.push_back(file_ + ", line " + std::to_string(line) + ": " + std::string(name) +
                               " stands there in plain text; write ${" + std::string(name) +
                               "} in its place, and give the value through the vault");
  }

  const ComposeTree& tree_;
  std::string file_;
  Findings& findings_;
};

void look_at_env_file(const Situation& situation, Findings& findings) {
  const Path path = env_file_of(situation.project);
  const auto status = situation.system.files.status(path);
  if (!status) {
    findings.warnings.push_back("not looked at: " + status.error().message);
    return;
  }
  if (*status && (*status)->kind == FileKind::regular && ((*status)->mode & others) != 0)
    findings.advice.push_back("'" + path.string() + "' may be read by every user of this host (mode " +
                              file_mode_text((*status)->mode) + "); chmod 600 it");
}

}  // namespace

void check_secrecy(Situation& situation, Findings& findings) {
  for (std::size_t i = 0; i < situation.compose_texts.size(); ++i)
    if (const auto tree = parse_compose(situation.compose_texts[i]))
      PlainSecrets(*tree, situation.project.files[i].string(), findings).look();
  look_at_env_file(situation, findings);
}

}  // namespace slipway::stack_check
