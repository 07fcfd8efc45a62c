// Any value, written to an env file, reads back byte for byte, unless the writer refused it.
#include "dotenv/dotenv.hpp"
#include "fuzz/property.hpp"

namespace {

using namespace slipway;
using fuzz::must_hold;

void check_reads_back(const std::string& written, std::string_view value) {
  const std::string text = "BEFORE=1\nKEY=" + written + "\nAFTER='2'\n";
  const auto entries = parse_dotenv(text);
  must_hold(entries && entries->size() == 3, "the file has three statements");
  must_hold(entries->at(1).key == "KEY" && entries->at(1).line == 2 && entries->at(2).line == 3,
            "the value stays on its line");
  must_hold(dotenv_value(text, entries->at(1)) == value, "the value reads back");
  must_hold(dotenv_value(text, entries->at(2)) == "2", "the next value reads back");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto value = fuzz::text_of(data, size);
  if (!check_dotenv_value(value)) return 0;
  check_reads_back(quoted_dotenv_value(value), value);
  if (is_plain_dotenv_value(value)) check_reads_back(std::string(value), value);
  return 0;
}
