#include "compose/shared_image.hpp"

#include <algorithm>

#include "util/excerpt.hpp"

namespace slipway {
namespace {

struct ImageUsers {
  std::vector<std::string> names;
  bool own = false;      // one of them has the image by itself
  bool extends = false;  // one of them by `extends`
};

ImageUsers users_of(const StackImage& image, const std::vector<bool>& chosen, bool which) {
  ImageUsers found;
  for (std::size_t i = 0; i < image.users.size(); ++i) {
    if (chosen[i] != which) continue;
    found.names.push_back(image.users[i].service);
    (image.users[i].extends.empty() ? found.own : found.extends) = true;
  }
  return found;
}

std::string means(const ImageUsers& chosen, const ImageUsers& others, const StackImage& image) {
  const bool extends = chosen.extends || others.extends;
  const bool anchor = (chosen.own && others.own) || image.also_used_by;
  if (extends && anchor) return "by an anchor and by `extends`";
  return extends ? "by `extends`" : "by an anchor";
}

}  // namespace

std::string services_in_words(const std::vector<std::string>& names) {
  std::vector<std::string> quoted;
  for (const auto& name : names) quoted.push_back("'" + name + "'");
  return (names.size() == 1 ? "service " : "services ") + some_of(quoted);
}

Expected<void> refuse_shared(const StackImage& image, const std::vector<bool>& chosen, std::size_t line) {
  const ImageUsers mine = users_of(image, chosen, true);
  const ImageUsers others = users_of(image, chosen, false);
  std::string with;
  if (!others.names.empty())
    with = services_in_words(others.names) + (others.names.size() == 1 ? ", which is" : ", which are") +
           " not among `services`";
  if (image.also_used_by)
    with += (with.empty() ? "" : ", and with ") + *image.also_used_by + ", which is no image";
  if (with.empty()) return {};
  const std::string how = means(mine, others, image);
  const std::string way_out =
      how == "by `extends`"
          ? "name them all in `services`, or give the one that differs an `image` of its own"
          : "write the image out in one of the two places";
  return fail("line " + std::to_string(line) + ": the image '" + excerpt(image.image) + "' of " +
              services_in_words(mine.names) + " is shared, " + how + ", with " + with + "; " + way_out);
}

}  // namespace slipway
