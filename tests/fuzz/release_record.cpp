// Any text as the manifest of a record, whole or damaged, as a record's name, and as a span of time: what is
// read is written and read again alike, and a name never leaves the folder.
#include "backup_prune/retention_times.hpp"
#include "fuzz/property.hpp"
#include "release/damage.hpp"
#include "release/name.hpp"
#include "release/release.hpp"

namespace {

using namespace slipway;
using fuzz::must_hold;

void check_manifest(const std::string& text) {
  const auto release = parse_manifest(text);
  if (!release) {
    must_hold(!release.error().message.empty(), "an error says something");
    return;
  }
  if (!*release) return;
  const auto again = parse_manifest(manifest_text(**release));
  must_hold(again && *again && **again == **release, "a manifest reads back as it was written");
}

void check_name(const std::string& text) {
  is_timestamp_name(text);
  if (const auto span = parse_retention_span(text))
    must_hold(before(before(0, *span), *span) <= before(0, *span), "a span leads into the past");
  must_hold(damaged_record(text, "cut", text).sequence >= 0, "a number that can be made out is one");
  const auto name = release_name(text);
  if (!name) return;
  must_hold(is_release_name(*name), "a name that was given out is one");
  must_hold(name->find('/') == std::string::npos && name->front() != '.' && name->front() != '-',
            "a name stays in the folder");
  must_hold(release_name(*name) == *name, "a name of a name is itself");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(fuzz::text_of(data, size));
  check_manifest(text);
  check_name(text);
  return 0;
}
