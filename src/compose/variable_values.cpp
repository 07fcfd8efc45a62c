#include "compose/variable_values.hpp"

#include "compose/interpolation.hpp"
#include "compose/shared_image.hpp"
#include "util/excerpt.hpp"

namespace slipway {

std::string VariableValues::user(const StackImage& image) const {
  std::vector<std::string> names;
  for (const auto& one : image.users) names.push_back(one.service);
  return services_in_words(names) + " (" + read_[image.place.file].where(image.place.node) + ")";
}

Expected<void> VariableValues::want(const StackImage& image, const std::string& written,
                                    const std::string& wanted) {
  const auto values = variables_for(written, wanted);
  if (!values)
    return fail("the image '" + excerpt(image.image) + "' of " + user(image) + " cannot come to end in '" +
                wanted + "' by the values of its variables: " + values.error().message +
                "; write it with one variable for the tag, or set `interpolated: replace`");
  for (const auto& [name, value] : *values) {
    const auto [known, is_new] = wanted_.try_emplace(name, Wanted{value, user(image)});
    if (!is_new && known->second.value != value)
      return fail("the variable " + name + " would have to be '" + known->second.value + "' for " +
                  known->second.by + " and '" + value + "' for " + user(image) +
                  "; give one of them a variable of its own, or set `interpolated: replace`");
  }
  noted_.insert(image.place);
  return {};
}

Expected<void> VariableValues::refuse_other_images(const StackImages& images) const {
  for (const auto& image : images.images) {
    if (wanted_.empty() || noted_.count(image.place) != 0) continue;
    for (const auto& name : variables_in(image.image))
      if (const auto wanted = wanted_.find(name); wanted != wanted_.end())
        return fail(
            "setting the variable " + name + " for " + wanted->second.by + " would change the image '" +
            excerpt(image.image) + "' of " + user(image) +
            " as well; ask for that one too, by `images` or `services`, or set `interpolated: replace`");
  }
  return {};
}

std::vector<std::string> VariableValues::other_uses(const StackImages& images) const {
  std::map<std::string, std::vector<std::string>> places;
  std::set<PlaceInStack> known = noted_;
  for (const auto& hidden : images.hidden) known.insert(hidden.place);
  for (std::size_t file = 0; file < read_.size() && !wanted_.empty(); ++file)
    for (NodeId id = 0; id < read_[file].tree.nodes.size(); ++id) {
      if (known.count({file, id}) != 0) continue;
      for (const auto& name : variables_in(read_[file].tree[id].value))
        if (wanted_.count(name) != 0) places[name].push_back(read_[file].where(id));
    }
  std::vector<std::string> warnings;
  for (const auto& [name, where] : places)
    warnings.push_back("the variable " + name + ", to be set to '" + wanted_.at(name).value +
                       "', is used for something else than this image as well: " + some_of(where));
  return warnings;
}

std::map<std::string, std::string> VariableValues::values() const {
  std::map<std::string, std::string> values;
  for (const auto& [name, wanted] : wanted_) values[name] = wanted.value;
  return values;
}

}  // namespace slipway
