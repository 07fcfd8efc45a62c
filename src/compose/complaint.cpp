#include "compose/complaint.hpp"

#include <algorithm>
#include <boost/regex.hpp>
#include <string_view>

#include "dotenv/dotenv.hpp"
#include "util/excerpt.hpp"
#include "util/mask.hpp"

namespace slipway {
namespace {

/// After these words a line of an env file follows, of whichever file (compose-go, dotenv and template).
constexpr std::string_view quoting[] = {"unterminated quoted value", "in variable name", "Invalid template"};

/// A shorter one is no secret, and may well be the number of the line that the complaint is about.
constexpr std::size_t shortest_value = 4;

std::string without_quotes_of_lines(const std::string& said) {
  std::size_t end = said.size();
  for (const auto words : quoting)
    if (const auto found = said.find(words); found != std::string::npos)
      end = std::min(end, found + words.size());
  return said.substr(0, end);
}

/// " Container shop-app-1  Started": what Compose does, beside what it complains about.
bool is_progress(const std::string& line) {
  static const boost::regex progress(
      R"( (Network|Volume|Container|Image|Secret|Config) \S+ +)"
      R"((Creat|Recreat|Start|Restart|Stopp|Kill|Remov|Runn|Wait|Pull)(e|ed|ing) *| Container \S+ +(Healthy|Exited|Error|Skipped) *)");
  return boost::regex_match(line, progress);
}

std::string trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return "";
  return std::string(text.substr(first, text.find_last_not_of(" \t") + 1 - first));
}

/// What a line may mean, whether or not the file as a whole can be understood.
void add_values_of(const std::string& line, std::vector<std::string>& values) {
  const auto equals = line.find_first_of("=:");
  if (equals == std::string::npos) return;
  const std::string value = trimmed(std::string_view(line).substr(equals + 1));
  values.push_back(value);
  values.push_back(trimmed(value.substr(0, value.find(" #"))));
  if (value.empty() || (value.front() != '"' && value.front() != '\'')) return;
  values.push_back(value.substr(1));
  values.push_back(value.substr(1, value.rfind(value.front()) - 1));
}

std::vector<std::string> values_in(const std::string& text) {
  std::vector<std::string> values;
  for (const auto& line : lines_of(text)) add_values_of(line, values);
  if (const auto entries = parse_dotenv(text))
    for (const auto& entry : *entries) values.push_back(dotenv_value(text, entry));
  std::erase_if(values, [](const auto& value) { return value.size() < shortest_value; });
  return values;
}

}  // namespace

std::string compose_complaint(const CommandOutcome& outcome, const Path& project_src,
                              std::vector<std::string> secrets, Files& files) {
  if (const auto env = files.read(project_src / ".env"))
    for (auto& value : values_in(*env)) secrets.push_back(std::move(value));
  std::string said;
  for (const auto& line : lines_of(outcome.errors))
    if (!line.starts_with("time=") && !is_progress(line)) said += line + "\n";
  return excerpt(masked(without_quotes_of_lines(said), secrets));
}

}  // namespace slipway
