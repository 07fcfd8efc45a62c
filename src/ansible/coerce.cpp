#include "ansible/coerce.hpp"

#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <string_view>

#include "ansible/coerce_dict.hpp"
#include "ansible/expand_path.hpp"
#include "ansible/python_text.hpp"
#include "ansible/words.hpp"
#include "util/foreign.hpp"

namespace slipway::ansible {
namespace {

tl::unexpected<Error> cannot_become(const Json& value, const std::string& what) {
  return fail(python_class(value) + " cannot be converted to " + what);
}

// A decimal number as int() of Python reads it: blanks around it, a sign, single underscores between digits.
std::optional<long> integer_in(const std::string& text) {
  std::string digits = trimmed(text);
  if (digits.size() > 1 && digits[0] == '+' && digits[1] != '-') digits.erase(0, 1);
  const std::string_view after_sign = std::string_view(digits).substr(digits.rfind('-', 0) == 0 ? 1 : 0);
  if (after_sign.empty() || after_sign.front() == '_' || after_sign.back() == '_' ||
      after_sign.find("__") != std::string_view::npos)
    return std::nullopt;
  std::erase(digits, '_');
  long number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return number;
}

std::optional<long> whole(double number) {
  constexpr double exactly_held = 9007199254740992.0;  // 2^53: up to here a double holds every integer
  if (std::fabs(number) > exactly_held || number != std::trunc(number)) return std::nullopt;
  return static_cast<long>(number);
}

std::optional<long> whole_float_in(const std::string& text) {
  const std::string digits = trimmed(text);
  double number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return whole(number);
}

Expected<Json> to_integer(const Json& value) {
  std::optional<long> number;
  if (value.is_boolean()) number = value.get<bool>() ? 1 : 0;
  if (value.is_number_float()) number = whole(value.get<double>());
  if (value.is_number_unsigned()) {
    if (value.get<std::uint64_t>() <= static_cast<std::uint64_t>(std::numeric_limits<long>::max()))
      number = value.get<long>();
  } else if (value.is_number_integer()) {
    number = value.get<long>();
  }
  if (value.is_string()) {
    number = integer_in(value.get<std::string>());
    if (!number) number = whole_float_in(value.get<std::string>());
  }
  if (!number) return cannot_become(value, "an int");
  return Json(*number);
}

Expected<Json> to_boolean(const Json& value) {
  if (value.is_boolean()) return value;
  if (!value.is_string() && !value.is_number()) return cannot_become(value, "a bool");
  if (value.is_number()) {
    if (value.get<double>() == 1) return Json(true);
    if (value.get<double>() == 0) return Json(false);
  } else if (const auto said = boolean_word(value.get<std::string>())) {
    return Json(*said);
  }
  return fail("The value '" + foreign(python_str(value)) +
              "' is not a valid boolean.  Valid booleans include: 'y', 'yes', 'on', '1', 'true', 't', 1, "
              "'n', 'no', 'off', '0', 'false', 'f', 0");
}

// A string is split at its commas, and nothing else is done to the parts.
Expected<Json> to_list(const Json& value) {
  if (value.is_array()) return value;
  if (value.is_number() || value.is_boolean()) return Json::array({python_str(value)});
  if (!value.is_string()) return cannot_become(value, "a list");
  Json list = Json::array();
  const auto& text = value.get_ref<const std::string&>();
  std::size_t start = 0;
  for (auto comma = text.find(','); comma != std::string::npos; comma = text.find(',', start)) {
    list.push_back(text.substr(start, comma - start));
    start = comma + 1;
  }
  list.push_back(text.substr(start));
  return list;
}

Expected<Json> to_list_of(const Json& value, Type element, System& system) {
  TRY_ASSIGN(Json list, to_list(value));
  for (auto& item : list) {
    TRY_ASSIGN(item, coerce(item, element, system));
  }
  return list;
}

}  // namespace

Expected<Json> coerce(const Json& value, Type type, System& system) {
  switch (type) {
    case Type::string:
      return Json(python_str(value));
    case Type::path:
      return Json(expand_path(python_str(value), system));
    case Type::boolean:
      return to_boolean(value);
    case Type::integer:
      return to_integer(value);
    case Type::list_of_strings:
      return to_list_of(value, Type::string, system);
    case Type::list_of_paths:
      return to_list_of(value, Type::path, system);
    case Type::list_of_dicts:
      return to_list(value);
    case Type::raw:
      return value;
    case Type::dict:
      break;
  }
  if (value.is_object()) return value;
  if (value.is_string()) return dict_from_text(value.get<std::string>());
  return cannot_become(value, "a dict");
}

std::string type_name(Type type) {
  switch (type) {
    case Type::string:
      return "str";
    case Type::path:
      return "path";
    case Type::boolean:
      return "bool";
    case Type::integer:
      return "int";
    case Type::dict:
      return "dict";
    case Type::raw:
      return "raw";
    default:
      return "list";
  }
}

std::string elements_name(Type type) {
  if (type == Type::list_of_strings) return "str";
  if (type == Type::list_of_dicts) return "dict";
  return type == Type::list_of_paths ? "path" : "";
}

}  // namespace slipway::ansible
