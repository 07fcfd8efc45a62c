#include "ansible/json_text.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace slipway::ansible {
namespace {

constexpr int number_out_of_range = 406;  // nlohmann/json's id for it

// Builds the value event by event. nlohmann's own builder knows no bound for nesting, and turns an integer of
// more than 64 bits into a float: of a tag or a password that YAML took for a number, the last digits would
// be lost.
class Builder final : public nlohmann::json_sax<Json> {
 public:
  Json root;
  std::string trouble;  // why it stopped
  std::string_view text;

  bool null() override { return add(Json()); }
  bool boolean(bool value) override { return add(value); }
  bool number_integer(number_integer_t value) override { return add(value); }
  bool number_unsigned(number_unsigned_t value) override { return add(value); }
  bool number_float(number_float_t value, const string_t& digits) override {
    const bool integer = digits.find_first_of(".eE") == std::string::npos;
    return add(integer ? Json(digits) : Json(value));
  }
  bool string(string_t& value) override { return add(std::move(value)); }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return open(Json::object()); }
  bool start_array(std::size_t) override { return open(Json::array()); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }

  bool key(string_t& name) override {
    slot_ = &(*open_.back())[name];
    return true;
  }

  bool parse_error(std::size_t position, const std::string&, const Json::exception& error) override {
    const std::string_view stopped_at =
        text.substr(position == 0 ? 0 : std::min(position - 1, text.size()));  // counted from 1
    if (error.id == number_out_of_range)
      trouble = "not usable: it holds a number that is too large";
    else if (stopped_at.starts_with("NaN") || stopped_at.starts_with("Infinity"))
      trouble = "not usable: it holds NaN or Infinity, which is no number in JSON; put the value in quotes";
    else if (std::string_view(error.what()).find("surrogate") != std::string_view::npos)
      trouble =
          "not usable: a text in it holds half a character (a lone surrogate, as of bytes that are not "
          "UTF-8); encode that value, as base64 say";
    else if (position > text.size())
      trouble = "not valid JSON: it ends too early";
    else
      trouble = "not valid JSON in UTF-8 at byte " + std::to_string(position);
    return false;
  }

 private:
  Json& place(Json value) {
    if (open_.empty()) return root = std::move(value);
    if (!open_.back()->is_array()) return *slot_ = std::move(value);
    open_.back()->push_back(std::move(value));  // cppcheck-suppress accessMoved ; the others have returned
    return open_.back()->back();
  }

  bool add(Json value) {
    place(std::move(value));
    return true;
  }

  bool open(Json container) {
    if (open_.size() == deepest_nesting) {
      trouble = "nested deeper than " + std::to_string(deepest_nesting) + " levels";
      return false;
    }
    open_.push_back(&place(std::move(container)));
    return true;
  }

  bool close() {
    open_.pop_back();
    return true;
  }

  std::vector<Json*> open_;  // the arrays and objects around what comes next
  Json* slot_ = nullptr;     // where the value of the last key goes
};

}  // namespace

Expected<Json> parse_json(std::string_view text) {
  Builder builder;
  builder.text = text;
  if (!Json::sax_parse(text, &builder)) return fail(builder.trouble);
  return std::move(builder.root);
}

std::string to_line(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace slipway::ansible
