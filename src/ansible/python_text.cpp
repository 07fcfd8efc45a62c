#include "ansible/python_text.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace slipway::ansible {
namespace {

std::string hex_escape(unsigned char byte) {
  constexpr std::string_view digits = "0123456789abcdef";
  return {'\\', 'x', digits[byte >> 4U], digits[byte & 15U]};
}

std::string quoted(const std::string& text) {
  const bool single = text.find('\'') == std::string::npos || text.find('"') != std::string::npos;
  const char quote = single ? '\'' : '"';
  std::string out(1, quote);
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == quote || c == '\\')
      out.append({'\\', c});
    else if (c == '\n')
      out += "\\n";
    else if (c == '\r')
      out += "\\r";
    else if (c == '\t')
      out += "\\t";
    else if (byte < 0x20 || byte == 0x7F)
      out += hex_escape(byte);
    else
      out += c;
  }
  return out + quote;
}

// In the form d.dde-07, with so many digits.
std::string scientific(double value, int digits) {
  std::array<char, 64> buffer{};
  return {buffer.data(),
          static_cast<std::size_t>(std::snprintf(buffer.data(), buffer.size(), "%.*e", digits - 1, value))};
}

std::string fixed(double value, int decimals) {
  std::array<char, 64> buffer{};
  return {buffer.data(),
          static_cast<std::size_t>(std::snprintf(buffer.data(), buffer.size(), "%.*f", decimals, value))};
}

// Python writes a float with the fewest digits that read back as the same, plain from 1e-4 to below 1e16. Not
// by std::to_chars, whose tables are a twentieth of the executable.
std::string float_text(double value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
  int digits = 1;
  while (std::strtod(scientific(value, digits).c_str(), nullptr) != value) ++digits;
  const std::string text = scientific(value, digits);
  const double size = std::fabs(value);
  if (size != 0 && (size < 1e-4 || size >= 1e16)) return text;
  const int exponent = std::atoi(text.c_str() + text.find('e') + 1);
  return fixed(value, std::max(digits - 1 - exponent, 1));
}

template <class Items, class Text>
std::string joined(const Items& items, char open, char close, const Text& text) {
  std::string out(1, open);
  for (const auto& item : items) {
    if (out.size() > 1) out += ", ";
    out += text(item);
  }
  return out + close;
}

}  // namespace

std::string python_repr(const Json& value) {
  switch (value.type()) {
    case Json::value_t::string:
      return quoted(value.get_ref<const std::string&>());
    case Json::value_t::boolean:
      return value.get<bool>() ? "True" : "False";
    case Json::value_t::number_float:
      return float_text(value.get<double>());
    case Json::value_t::array:
      return joined(value, '[', ']', python_repr);
    case Json::value_t::object:
      return joined(value.get_ref<const Json::object_t&>(), '{', '}',
                    [](const auto& entry) { return quoted(entry.first) + ": " + python_repr(entry.second); });
    case Json::value_t::number_integer:
    case Json::value_t::number_unsigned:
      return value.dump();
    default:
      return "None";
  }
}

std::string python_str(const Json& value) {
  return value.is_string() ? value.get<std::string>() : python_repr(value);
}

std::string python_class(const Json& value) {
  const auto name = [&] {
    if (value.is_string()) return "str";
    if (value.is_boolean()) return "bool";
    if (value.is_number_float()) return "float";
    if (value.is_number()) return "int";
    if (value.is_array()) return "list";
    return value.is_object() ? "dict" : "NoneType";
  };
  return std::string("<class '") + name() + "'>";
}

}  // namespace slipway::ansible
