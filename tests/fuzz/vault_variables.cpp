// Any text as a file of variables. No error quotes it: the name `x`, line numbers, and format and cipher of a
// vault's header are all of the file that one may show. The secret stands in the texts of the corpus as
// `hunter2`.
#include "fuzz/property.hpp"
#include "vault/variables.hpp"

using namespace slipway;

namespace {

bool shows_secret(const std::string& message) {
  const auto at = message.find("hunter2");
  const bool of_header = message.find("the cipher '") < at || message.find("of format '") < at;
  return at != std::string::npos && !of_header;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::text_of(data, size);
  const auto password = []() -> Expected<std::string_view> { return "pw"; };
  const auto found = read_vault_variables(text, {"x"}, password);
  fuzz::must_hold(found || !shows_secret(found.error().message), "no error shows a secret");
  fuzz::must_hold(!found || found->size() <= 1, "nothing is given but what was asked for");
  const auto none = read_vault_variables(text, {}, password);
  fuzz::must_hold(!none || none->empty(), "who asks for nothing gets nothing");
  return 0;
}
