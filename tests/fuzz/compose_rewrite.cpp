// Any text as a compose file: what is rewritten reads as the original but for the images that are reported,
// and a second rewrite finds nothing to do.
#include <yaml.h>

#include <string>
#include <vector>

#include "compose/rewrite.hpp"
#include "fuzz/property.hpp"

namespace {

using namespace slipway;
using fuzz::must_hold;

std::string_view without_final_breaks(std::string_view value) {
  return value.substr(0, value.find_last_not_of("\r\n") + 1);
}

/// What libyaml itself finds in a text, without our tree: one entry an event, and the value of each scalar
/// apart.
struct Events {
  std::vector<std::string> forms;
  std::vector<std::string> scalars;
};

std::string text_or_none(const yaml_char_t* text) {
  return text == nullptr ? "" : reinterpret_cast<const char*>(text);
}

void note(const yaml_event_t& event, Events& into) {
  std::string form = std::to_string(event.type);
  if (event.type == YAML_SCALAR_EVENT) {
    const auto& scalar = event.data.scalar;
    form += " &" + text_or_none(scalar.anchor) + " !" + text_or_none(scalar.tag);
    into.scalars.emplace_back(reinterpret_cast<const char*>(scalar.value), scalar.length);
  } else if (event.type == YAML_ALIAS_EVENT) {
    form += " *" + text_or_none(event.data.alias.anchor);
  } else if (event.type == YAML_SEQUENCE_START_EVENT) {
    form += " &" + text_or_none(event.data.sequence_start.anchor) + " !" +
            text_or_none(event.data.sequence_start.tag);
  } else if (event.type == YAML_MAPPING_START_EVENT) {
    form += " &" + text_or_none(event.data.mapping_start.anchor) + " !" +
            text_or_none(event.data.mapping_start.tag);
  }
  into.forms.push_back(form);
}

Events events_of(const std::string& text) {
  Events found;
  yaml_parser_t parser;
  must_hold(yaml_parser_initialize(&parser) == 1, "libyaml has memory");
  yaml_parser_set_input_string(&parser, reinterpret_cast<const unsigned char*>(text.data()), text.size());
  yaml_event_t event;
  bool more = true;
  while (more) {
    must_hold(yaml_parser_parse(&parser, &event) == 1, "what was rewritten, and the result, are YAML");
    note(event, found);
    more = event.type != YAML_STREAM_END_EVENT;
    yaml_event_delete(&event);
  }
  yaml_parser_delete(&parser);
  return found;
}

void check_only_images_differ(const std::string& text, const ComposeRewrite& rewritten) {
  const Events before = events_of(text);
  const Events after = events_of(rewritten.text);
  must_hold(before.forms == after.forms, "the file keeps its shape, tags, anchors and aliases");
  auto replaced = rewritten.replacements.begin();
  for (std::size_t i = 0; i < before.scalars.size(); ++i) {
    if (before.scalars[i] == after.scalars[i]) continue;
    must_hold(replaced != rewritten.replacements.end() &&
                  without_final_breaks(before.scalars[i]) == replaced->before &&
                  without_final_breaks(after.scalars[i]) == replaced->after,
              "only the reported images differ, in their order");
    ++replaced;
  }
  must_hold(replaced == rewritten.replacements.end(), "every reported image differs");
}

void check(const std::string& text, const ImageChange& change) {
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
  const std::string text(fuzz::text_of(data, size));
  check(text, {repository, ":v2", std::nullopt});
  check(text, {repository, ":v3@sha256:" + std::string(64, 'a'), std::vector<std::string>{"app"}});
  return 0;
}
