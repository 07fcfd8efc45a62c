#include "ansible/json_text.hpp"

namespace slipway::ansible {
namespace {

struct TooDeep {};

}  // namespace

Expected<Json> parse_json(std::string_view text) {
  const auto bounded = [](int depth, Json::parse_event_t, Json&) {
    if (depth > deepest_nesting) throw TooDeep{};
    return true;
  };
  try {
    return Json::parse(text, bounded);
  } catch (const TooDeep&) {
    return fail("nested deeper than " + std::to_string(deepest_nesting) + " levels");
  } catch (const Json::parse_error& error) {
    if (error.byte > text.size()) return fail("not valid JSON: it ends too early");
    return fail("not valid JSON in UTF-8 at byte " + std::to_string(error.byte));
  } catch (const Json::out_of_range&) {
    return fail("not usable: it holds a number that is too large");
  }
}

std::string to_line(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace slipway::ansible
