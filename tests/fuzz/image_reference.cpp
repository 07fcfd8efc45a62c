// Any text as an image, a repository, a tag and a digest.
#include "compose/image_reference.hpp"

#include "compose/pullable_reference.hpp"
#include "fuzz/property.hpp"

namespace {

using namespace slipway;
using fuzz::must_hold;

void check_repository(const std::string& text) {
  const auto repository = parse_repository(text);
  must_hold(repository.has_value() == repository_option(text).has_value(), "an option is a repository");
  if (!repository) return;
  const std::string whole = repository->domain + "/" + repository->path;
  // With its registry and `library/` a short name may become too long to be read again.
  if (whole.size() <= 255) must_hold(parse_repository(whole) == repository, "a whole name names the same");
  const auto written = split_image(text + ":v1");
  must_hold(written.repository == text && written.suffix == ":v1", "a tag is cut off a repository");
}

void check_suffix(const std::string& text) {
  for (const auto& suffix : {image_suffix(text, std::nullopt), image_suffix(std::nullopt, text)}) {
    if (!suffix) continue;
    must_hold(is_image_suffix(*suffix), "what is made of options is a suffix");
    const auto written = split_image("registry:5000/f" + *suffix);
    must_hold(written.repository == "registry:5000/f" && written.suffix == *suffix, "it is cut off again");
  }
}

void check_pullable(const std::string& text) {
  const auto reference = parse_pullable(text);
  if (!reference) return;
  const auto again = parse_pullable(reference->name());
  // As above, a short name may become too long.
  if (reference->repository.domain.size() + reference->repository.path.size() < 255)
    must_hold(again && again->name() == reference->name(), "a whole reference names the same");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(fuzz::text_of(data, size));
  const auto [repository, suffix] = split_image(text);
  must_hold(repository + suffix == text, "a cut loses nothing");
  is_image_suffix(suffix);
  check_repository(text);
  check_suffix(text);
  check_pullable(text);
  return 0;
}
