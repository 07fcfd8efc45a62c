#include "ansible/coerce_dict.hpp"

#include <vector>

#include "ansible/json_text.hpp"
#include "ansible/python_literal.hpp"
#include "ansible/words.hpp"

namespace slipway::ansible {
namespace {

// Fields stand between commas or blanks; quotes keep both, a backslash keeps any character.
std::vector<std::string> fields_of(const std::string& text) {
  std::vector<std::string> fields;
  std::string field;
  char quote = '\0';
  bool escaped = false;
  const auto end_field = [&] {
    if (!field.empty()) fields.push_back(field);
    field.clear();
  };
  for (const char c : trimmed(text)) {
    if (escaped) {
      field += c;
      escaped = false;
    } else if (c == '\\') {
      escaped = true;
    } else if (quote == '\0' && (c == '\'' || c == '"')) {
      quote = c;
    } else if (quote != '\0' && c == quote) {
      quote = '\0';
    } else if (quote == '\0' && (c == ',' || c == ' ')) {
      end_field();
    } else {
      field += c;
    }
  }
  end_field();
  return fields;
}

Expected<Json> dict_from_pairs(const std::string& text) {
  Json dict = Json::object();
  std::size_t number = 0;
  for (const auto& field : fields_of(text)) {
    const auto equals = field.find('=');
    if (equals == std::string::npos)
      return fail("dictionary update sequence element #" + std::to_string(number) +
                  " has length 1; 2 is required");
    dict[field.substr(0, equals)] = field.substr(equals + 1);
    ++number;
  }
  return dict;
}

}  // namespace

Expected<Json> dict_from_text(const std::string& text) {
  if (text.rfind('{', 0) == 0) {
    if (auto dict = parse_json(text)) return dict;
    if (auto dict = python_literal(text)) return std::move(*dict);
    return fail("unable to evaluate string as dictionary");
  }
  if (text.find('=') != std::string::npos) return dict_from_pairs(text);
  return fail("dictionary requested, could not parse JSON or key=value");
}

}  // namespace slipway::ansible
