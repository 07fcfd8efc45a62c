// Any text as a Python literal: what is read, written as Python writes it, reads back the same.
#include "ansible/python_literal.hpp"

#include "ansible/coerce_dict.hpp"
#include "ansible/python_text.hpp"
#include "fuzz/property.hpp"

namespace {

using namespace slipway::ansible;
using slipway::fuzz::must_hold;

void check_reads_back(const Json& value) {
  const auto again = python_literal(python_repr(value));
  must_hold(again && python_repr(*again) == python_repr(value), "a literal reads back as it was written");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(slipway::fuzz::text_of(data, size));
  if (const auto value = python_literal(text)) check_reads_back(*value);
  const auto dict = dict_from_text(text);
  must_hold(!dict || dict->is_object(), "a dict is a dict");
  return 0;
}
