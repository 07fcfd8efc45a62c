#include "ansible/python_literal.hpp"

#include <algorithm>
#include <string>

#include "ansible/json_text.hpp"
#include "ansible/python_string.hpp"

namespace slipway::ansible {
namespace {

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  std::optional<Json> whole() {
    auto value = this->value();
    skip_blanks();
    if (at_ != text_.size()) return std::nullopt;
    return value;
  }

 private:
  std::optional<Json> value() {
    skip_blanks();
    if (at_ == text_.size() || depth_ == deepest_nesting) return std::nullopt;
    ++depth_;
    auto found = value_at(text_[at_]);
    --depth_;
    return found;
  }

  std::optional<Json> value_at(char first) {
    if (first == '{') return dict();
    if (first == '[') return list();
    if (first == '\'' || first == '"') return string();
    return word();
  }

  std::optional<Json> string() {
    auto text = python_string(text_, at_);
    if (!text) return std::nullopt;
    return Json(std::move(*text));
  }

  std::optional<Json> dict() {
    Json dict = Json::object();
    ++at_;
    while (!next_is('}')) {
      skip_blanks();
      const auto key = python_string(text_, at_);
      if (!key || !next_is(':')) return std::nullopt;
      auto item = value();
      if (!item || !ends_item('}')) return std::nullopt;
      dict[*key] = std::move(*item);
    }
    return dict;
  }

  std::optional<Json> list() {
    Json items = Json::array();
    ++at_;
    while (!next_is(']')) {
      auto item = value();
      if (!item || !ends_item(']')) return std::nullopt;
      items.push_back(std::move(*item));
    }
    return items;
  }

  // True, False, None, or a number, whose form JSON shares but for a sign and a bare point.
  std::optional<Json> word() {
    const auto end = std::min(text_.find_first_of(",:]} \t\r\n", at_), text_.size());
    std::string word(text_.substr(at_, end - at_));
    at_ = end;
    if (word == "True") return Json(true);
    if (word == "False") return Json(false);
    if (word == "None") return Json();
    if (word.rfind('+', 0) == 0) word.erase(0, 1);
    auto number = parse_json(word);
    const bool digits =
        number && (number->is_number() || number->is_string());  // a string: a very long integer
    if (!digits) return std::nullopt;
    return std::move(*number);
  }

  void skip_blanks() {
    while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos)
      ++at_;
  }

  bool next_is(char wanted) {
    skip_blanks();
    if (at_ == text_.size() || text_[at_] != wanted) return false;
    ++at_;
    return true;
  }

  // Behind an item stands a comma, or the end of what it is in.
  bool ends_item(char close) {
    if (next_is(',')) return true;
    skip_blanks();
    return at_ < text_.size() && text_[at_] == close;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
};

}  // namespace

std::optional<Json> python_literal(std::string_view text) {
  return Reader(text).whole();
}

}  // namespace slipway::ansible
