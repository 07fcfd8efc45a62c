#include "yaml/scalar.hpp"

#include <algorithm>
#include <array>
#include <boost/regex.hpp>

namespace slipway {
namespace {

template <std::size_t count>
bool among(std::string_view text, const std::array<std::string_view, count>& words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

constexpr std::array<std::string_view, 5> null_words{"", "~", "null", "Null", "NULL"};
constexpr std::array<std::string_view, 6> boolean_words{"true", "True", "TRUE", "false", "False", "FALSE"};
constexpr std::array<std::string_view, 14> rewritten_words{"yes", "Yes", "YES", "no",  "No",  "NO", "on",
                                                           "On",  "ON",  "off", "Off", "OFF", "<<", "="};

// The implicit resolvers of resolver.py, the int and the float each as one.
constexpr const char* integer_pattern =
    "[-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+"
    "|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+";
constexpr const char* float_pattern =
    "[-+]?(?:[0-9][0-9_]*)\\.[0-9_]*(?:[eE][-+][0-9]+)?|\\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?"
    "|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\\.[0-9_]*|[-+]?\\.(?:inf|Inf|INF)|\\.(?:nan|NaN|NAN)";
constexpr const char* timestamp_pattern =
    "[0-9]{4}-[0-9]{2}-[0-9]{2}"
    "|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \\t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\\.[0-9]*)?"
    "(?:[ \\t]*(?:Z|[-+][0-9]{1,2}(?::[0-9]{2})?))?";
bool are_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

bool is_same_integer(std::string_view text) {
  if (text.front() == '-' && text != "-0") text.remove_prefix(1);
  return are_digits(text) && (text == "0" || text.front() != '0');
}

/// Whether Python writes the float with the same characters: no more than the 15 digits that a float keeps,
/// none that says nothing, and not so small that it gets an exponent.
bool is_same_float(std::string_view text) {
  if (text.front() == '-') text.remove_prefix(1);
  const auto point = text.find('.');
  if (point == std::string_view::npos || text.size() > 16) return false;
  const std::string_view whole = text.substr(0, point);
  const std::string_view part = text.substr(point + 1);
  if (!are_digits(whole) || !are_digits(part)) return false;
  return (whole == "0" || whole.front() != '0') && (part == "0" || part.back() != '0') &&
         !(whole == "0" && part.starts_with("0000"));
}

bool matches(std::string_view text, const char* pattern) {
  return boost::regex_match(text.begin(), text.end(), boost::regex(pattern));
}

}  // namespace

PlainScalar read_plain_scalar(std::string_view text) {
  if (among(text, null_words)) return PlainScalar::null;
  if (among(text, boolean_words)) return PlainScalar::yes_or_no;
  if (among(text, rewritten_words)) return PlainScalar::rewritten;
  // Only what begins like a number can be one; a long text is not looked at twice.
  if (std::string_view("-+0123456789.").find(text.front()) == std::string_view::npos)
    return PlainScalar::text;
  if (is_same_integer(text) || is_same_float(text)) return PlainScalar::number;
  const bool other =
      matches(text, integer_pattern) || matches(text, float_pattern) || matches(text, timestamp_pattern);
  return other ? PlainScalar::rewritten : PlainScalar::text;
}

}  // namespace slipway
