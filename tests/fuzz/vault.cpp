// Any text as a vault. What opens with the password of the corpus is what was encrypted with it, whole, and
// everything else is an error: nobody can forge the check.
#include <algorithm>
#include <array>

#include "fuzz/property.hpp"
#include "vault/envelope.hpp"

namespace {

using namespace std::string_view_literals;

// What the vaults of the corpus hold (tests/unit/support/vault_samples.hpp).
constexpr std::array originals = {"vault_a: one\nvault_b: \"two\"\n"sv, "p$w"sv, ""sv,
                                  "0123456789abcdef0123456789abcdef"sv, "\0\xff\n"sv};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = slipway::fuzz::text_of(data, size);
  const auto opened = slipway::open_vault(text, "pw");
  if (opened)
    slipway::fuzz::must_hold(std::find(originals.begin(), originals.end(), opened->view()) != originals.end(),
                             "what opens is what was encrypted");
  else
    slipway::fuzz::must_hold(!opened.error().message.empty(), "an error says what is wrong");
  return 0;
}
