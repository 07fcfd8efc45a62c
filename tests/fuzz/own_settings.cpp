// Any text as what `docker compose config` prints: what services say under x-slipway is refused with words,
// or is something that can be asked for.
#include "compose/own_settings.hpp"

#include "fuzz/property.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using slipway::fuzz::must_hold;
  const std::string text(slipway::fuzz::text_of(data, size));
  const auto all = slipway::parse_own_settings(text);
  if (!all) {
    must_hold(!all.error().message.empty(), "an error says something");
    return 0;
  }
  for (const auto& [service, settings] : *all) {
    if (!settings.check) continue;
    must_hold(settings.check->port >= 1 && settings.check->port <= 65535, "a port is one");
    must_hold(settings.check->status >= 200 && settings.check->status <= 599, "a status is one of a reply");
    must_hold(settings.check->path.starts_with('/'), "a path begins with a slash");
  }
  return 0;
}
