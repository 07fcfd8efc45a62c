// Any text as a compose file: what is rewritten reads as the original but for the images that are reported,
// and a second rewrite finds nothing to do.
#include <algorithm>

#include "fuzz/property.hpp"
#include "stack/compose_rewrite.hpp"
#include "stack/compose_tree.hpp"

namespace {

using namespace slipway;
using fuzz::must_hold;

std::string without_final_breaks(const std::string& value) {
  return value.substr(0, value.find_last_not_of("\r\n") + 1);
}

void check_only_images_differ(std::string_view text, const ComposeRewrite& rewritten) {
  const auto before = parse_compose(text);
  const auto after = parse_compose(rewritten.text);
  must_hold(before && after && same_shape(*before, *after), "the file keeps its shape");
  auto replaced = rewritten.replacements.begin();
  for (NodeId id = 0; id < before->nodes.size(); ++id) {
    const std::string& old_value = (*before)[id].value;
    const std::string& new_value = (*after)[id].value;
    if (old_value == new_value) continue;
    must_hold(replaced != rewritten.replacements.end() &&
                  without_final_breaks(old_value) == replaced->before &&
                  without_final_breaks(new_value) == replaced->after,
              "only the reported images differ, in their order");
    ++replaced;
  }
  must_hold(replaced == rewritten.replacements.end(), "every reported image differs");
}

void check(std::string_view text, const ImageChange& change) {
  const auto rewritten = rewrite_images(text, change);
  if (!rewritten) {
    must_hold(!rewritten.error().message.empty(), "an error says something");
    return;
  }
  if (rewritten->replacements.empty()) {
    must_hold(rewritten->text == text, "without a replacement the text is the same");
    return;
  }
  check_only_images_differ(text, *rewritten);
  const auto again = rewrite_images(rewritten->text, change);
  must_hold(again.has_value(), "the rewritten text can be rewritten");
  must_hold(again->replacements.empty() && again->text == rewritten->text,
            "a second rewrite changes nothing");
  must_hold(again->services == rewritten->services, "the services are the same");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto repository = *parse_repository("registry.example.com/framework");
  const auto text = fuzz::text_of(data, size);
  check(text, {repository, ":v2", std::nullopt});
  check(text, {repository, ":v3@sha256:" + std::string(64, 'a'), std::vector<std::string>{"app"}});
  return 0;
}
