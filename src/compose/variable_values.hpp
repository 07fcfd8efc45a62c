// The values that variables have to get, so that images which are made of them change.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "compose/stack_images.hpp"

namespace slipway {

class VariableValues {
 public:
  explicit VariableValues(const std::vector<ReadFile>& read) : read_(read) {}

  /// Notes what turns `image`, whose tag and digest are written as `written`, into one with `wanted`. Fails,
  /// with file and line, when one variable cannot say it, or would have to have two values.
  Expected<void> want(const StackImage& image, const std::string& written, const std::string& wanted);

  /// Fails when another image that a service gets would change with one of the variables. To be asked when
  /// all is noted.
  Expected<void> refuse_other_images(const StackImages& images) const;

  /// A warning for each variable that something else than an image uses as well, with the places.
  std::vector<std::string> other_uses(const StackImages& images) const;

  std::map<std::string, std::string> values() const;

 private:
  struct Wanted {
    std::string value;
    std::string by;  // "service 'app' (compose.yml, line 3)"
  };

  std::string user(const StackImage& image) const;

  const std::vector<ReadFile>& read_;
  std::map<std::string, Wanted> wanted_;
  std::set<PlaceInStack> noted_;
};

}  // namespace slipway
