#include "release/name.hpp"

#include <algorithm>
#include <boost/regex.hpp>

#include "util/foreign.hpp"
#include "util/rfc3339.hpp"
#include "util/utc_time.hpp"

namespace slipway {
namespace {

constexpr std::size_t longest_name = 200;  // leaves room for the affixes of temporary names within 255 bytes

bool is_letter_or_digit(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
         (letter >= '0' && letter <= '9');
}

}  // namespace

bool is_release_name(std::string_view name) {
  return !name.empty() && name.size() <= longest_name && is_letter_or_digit(name.front()) &&
         std::all_of(name.begin(), name.end(), [](char letter) {
           return is_letter_or_digit(letter) ||
                  std::string_view("._-+@").find(letter) != std::string_view::npos;
         });
}

std::string record_named(std::string_view name) {
  std::string folder(name);
  std::replace(folder.begin(), folder.end(), ':', '-');
  return folder;
}

Expected<std::string> release_name(std::string_view name) {
  std::string folder = record_named(name);
  if (is_release_name(folder)) return folder;
  return fail(
      "'" + foreign(name) +
      "' cannot name a release: use up to 200 letters, digits and . _ - + @ :, beginning with a letter or "
      "digit, for instance 2025-10-31T02:35:04Z");
}

std::optional<std::chrono::system_clock::time_point> name_time(const std::string& name) {
  static const boost::regex pattern(
      R"((\d{4})-?(\d{2})-?(\d{2})[T_-]?(\d{2})[-:_.]?(\d{2})[-:_.]?(\d{2})(?:[.,]\d{1,9})?)"
      R"((?:Z|([+-])(\d{2})[-:]?(\d{2}))?)");
  boost::smatch parts;
  if (!boost::regex_match(name, parts, pattern)) return std::nullopt;
  const auto number = [&](int part) { return parts[part].matched ? parts[part].str() : std::string("00"); };
  const std::string local =
      number(1) + "-" + number(2) + "-" + number(3) + "T" + number(4) + ":" + number(5) + ":" + number(6);
  // A 31st of February would be taken for the 3rd of March.
  const auto as_utc = parse_rfc3339(local + "Z");
  if (!as_utc || utc_timestamp(*as_utc) != local + "Z") return std::nullopt;
  if (parts[7].str().empty()) return as_utc;
  return parse_rfc3339(local + parts[7].str() + number(8) + ":" + number(9));
}

bool is_timestamp_name(const std::string& name) {
  return name_time(name).has_value();
}

}  // namespace slipway
