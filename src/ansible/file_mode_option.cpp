#include "ansible/file_mode_option.hpp"

#include <cstdint>
#include <string>

#include "system/file_mode.hpp"

namespace slipway::ansible {
namespace {

/// Whether somebody means these bits: the owner may do what others may, and whoever may do something may
/// read.
bool is_sensible(mode_t mode, MayRun may_run) {
  const mode_t owner = mode >> 6U;
  const mode_t group = (mode >> 3U) & 07U;
  const mode_t others = mode & 07U;
  const auto reads = [](mode_t bits) { return bits == 0 || (bits & 04U) != 0; };
  return mode > 0 && mode <= 0777 && (may_run == MayRun::yes || (mode & 0111U) == 0) && reads(owner) &&
         reads(group) && reads(others) && (group & ~owner) == 0 && (others & ~group) == 0;
}

/// Whether it was meant as it came. YAML reads an unquoted 0600 as 384, which is that mode, but 400 as 400,
/// which is 0620, and 500 as 500, which is 0764: the digits as they stand say more there.
bool is_likely(std::int64_t number, MayRun may_run) {
  if (number <= 0 || number > 0777 || !is_sensible(static_cast<mode_t>(number), may_run)) return false;
  const auto as_written = parse_file_mode(std::to_string(number), 0);
  return !as_written || !is_sensible(*as_written, may_run);
}

}  // namespace

Expected<mode_t> file_mode_option(const Json& given, mode_t current, MayRun may_run) {
  if (given.is_string()) return parse_file_mode(given.get<std::string>(), current);
  if (given.is_number_integer()) {
    const auto number = given.get<std::int64_t>();
    if (is_likely(number, may_run)) return static_cast<mode_t>(number);
    return fail("mode: " + std::to_string(number) +
                " came as a number, and not as the one that was meant; write it in quotes, like '0600'");
  }
  return fail("mode: it is neither a text nor a number; write it like '0600' or 'u=rw,g=r,o='");
}

}  // namespace slipway::ansible
