// Any text as what `docker compose config --format json` prints, and as a compose file with env files: it is
// refused with words, or read; what is put into it changes nothing else.
#include "compose/model.hpp"

#include <nlohmann/json.hpp>

#include "compose/env_files.hpp"
#include "compose/other_files.hpp"
#include "compose/tree.hpp"
#include "fuzz/property.hpp"

namespace {

using namespace slipway;
using fuzz::must_hold;

void check_model(const std::string& text) {
  const auto model = parse_compose_model(text);
  if (!model) return must_hold(!model.error().message.empty(), "an error says something");
  std::map<std::string, std::string> containers;
  for (const auto& [name, service] : model->services) containers[name] = "id";
  const std::string with = with_container_ids(text, containers).text;
  if (with == text) return;
  const auto again = parse_compose_model(with);
  must_hold(again.has_value(), "the configuration with ids is one");
  must_hold(again->services.size() == model->services.size(), "with the same services");
  // Another's container may have the name of a service.
  if (text.find("container") != std::string::npos) return;
  must_hold(with_container_ids(with, containers).text == with, "and no further place for an id");
}

void check_other_files(const std::string& text) {
  const auto others = other_files(text);
  const auto paths = env_file_paths(text);
  must_hold(others.has_value() == paths.has_value(), "what is read once is read twice");
  if (others)
    for (const auto& service : others->extending)
      must_hold(others->services.count(service) == 1, "who extends is there");
}

void check_env_files(const std::string& text) {
  const auto redirected = redirect_env_files(
      text, [](std::string_view) { return true; }, "/held");
  if (!redirected || *redirected == text) return;
  const auto before = parse_compose(text);
  const auto after = parse_compose(*redirected);
  must_hold(before && after && same_shape(*before, *after), "only scalars differ");
  for (NodeId id = 0; id < before->nodes.size(); ++id)
    must_hold((*before)[id].value == (*after)[id].value || (*after)[id].value.starts_with("/held"),
              "and those are the ones that were put in");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(fuzz::text_of(data, size));
  check_model(text);
  check_env_files(text);
  check_other_files(text);
  return 0;
}
