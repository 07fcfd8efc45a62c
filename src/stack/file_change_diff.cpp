#include "stack/file_change_diff.hpp"

#include <map>

#include "dotenv/mask.hpp"
#include "system/file_mode.hpp"

namespace slipway {
namespace {

using Values = std::map<std::string, std::string>;

bool is_env_file(const Path& path) {
  const std::string name = path.filename().string();
  return name.starts_with(".env") || name.ends_with(".env");
}

Values values_in(const std::string& text) {
  Values values;
  if (const auto entries = parse_dotenv(text))
    for (const auto& entry : *entries) values[entry.key] = dotenv_value(text, entry);
  return values;
}

/// The text with every value masked; one that is another value on the other side says so.
std::string masked(const std::string& text, const std::string& other_side, const char* marker) {
  const Values others = values_in(other_side);
  const DotenvMask mask{[&](const DotenvEntry& entry) -> std::optional<std::string> {
                          const auto other = others.find(entry.key);
                          const bool differs =
                              other != others.end() && other->second != dotenv_value(text, entry);
                          return std::string(masked_value) + (differs ? marker : "");
                        },
                        [](std::string_view) { return false; }, [](const DotenvEntry&) { return false; }};
  const auto shown = masked_dotenv(text, mask);
  return shown ? *shown : std::string("(not shown: Compose could not read it)\n");
}

std::string attributes(const RecordedFile& file) {
  return "mode " + file_mode_text(file.mode) + ", uid " + std::to_string(file.uid) + ", gid " +
         std::to_string(file.gid) + "\n";
}

}  // namespace

ansible::Diff diff_of(const FileChange& change) {
  const std::string path = change.target.string();
  const StackFile& now = change.now;
  const StackFile& then = change.then;
  ansible::Diff diff{now.recorded.absent ? path + " (not there)" : path,
                     then.recorded.absent ? path + " (not there)" : path, "", "", !change.is_compose_file};
  if (!now.recorded.absent && !then.recorded.absent && now.content == then.content) {
    diff.before = attributes(now.recorded);
    diff.after = attributes(then.recorded);
  } else if (change.is_compose_file) {
    diff.before = now.content;
    diff.after = then.content;
  } else if (is_env_file(change.target)) {
    diff.before = masked(now.content, then.content, " (old)");
    diff.after = masked(then.content, now.content, " (new)");
  } else {
    diff.before = now.recorded.absent ? "" : "(content not shown)\n";
    diff.after = then.recorded.absent ? "" : "(other content, not shown)\n";
  }
  return diff;
}

}  // namespace slipway
