// Any texts as the compose files of a stack: what is rewritten reads as the original but for the images that
// are reported, and a second rewrite finds nothing to do.
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

void check_only_images_differ(const std::string& text, const FileRewrite& rewritten) {
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

void check_again(const ComposeStack& stack, const StackRewrite& before,
                 const std::vector<ImageChange>& changes, Interpolated interpolated) {
  const auto again = rewrite_images(stack, changes, interpolated);
  must_hold(again.has_value(), "the rewritten stack can be rewritten");
  for (const auto& file : again->files)
    must_hold(file.replacements.empty(), "a second rewrite changes nothing");
  must_hold(again->services == before.services, "the services are the same");
  must_hold(again->variables == before.variables, "the variables are the same");
}

void check(const ComposeStack& stack, const std::vector<ImageChange>& changes, Interpolated interpolated) {
  const auto rewritten = rewrite_images(stack, changes, interpolated);
  if (!rewritten) {
    must_hold(!rewritten.error().message.empty(), "an error says something");
    return;
  }
  must_hold(rewritten->files.size() == stack.files.size(), "each file has its rewrite");
  must_hold(interpolated == Interpolated::variable || rewritten->variables.empty(),
            "variables are returned only when asked for");
  ComposeStack next = stack;
  for (std::size_t i = 0; i < stack.files.size(); ++i) {
    const auto& file = rewritten->files[i];
    if (file.replacements.empty()) continue;
    check_only_images_differ(stack.files[i].text, file);
    next.files[i].text = file.text;
  }
  check_again(next, *rewritten, changes, interpolated);
}

/// A record separator, which is no YAML, begins another file.
ComposeStack stack_of(std::string_view text) {
  ComposeStack stack{"/srv", {}};
  do {
    const Path name = "/srv/" + std::string(1, static_cast<char>('a' + stack.files.size())) + ".yml";
    stack.files.push_back({name, name, std::string(fuzz::take_until(text, '\x1e'))});
  } while (!text.empty() && stack.files.size() < 3);
  return stack;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto repository = *parse_repository("registry.example.com/framework");
  static const auto other = *parse_repository("nginx");
  const ComposeStack stack = stack_of(fuzz::text_of(data, size));
  const std::string pinned = ":v3@sha256:" + std::string(64, 'a');
  check(stack, {{repository, ":v2", std::nullopt}}, Interpolated::replace);
  check(stack, {{repository, pinned, std::vector<std::string>{"app"}}}, Interpolated::replace);
  check(stack, {{repository, ":v2", std::nullopt}, {other, pinned, std::nullopt}}, Interpolated::variable);
  return 0;
}
